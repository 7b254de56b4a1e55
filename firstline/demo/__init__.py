"""A believable company for `firstline serve --demo`."""

from firstline.demo.loading import SignIn, SignIns, is_empty, load

__all__ = ["SignIn", "SignIns", "is_empty", "load"]
