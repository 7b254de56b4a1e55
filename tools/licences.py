"""What the packages we use allow: permissive licences, with the exceptions named one by one.

Python packages say it in their metadata, npm packages in our package-lock.json.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions

from tools.places import FRONT_END

PERMISSIVE = {
    *("MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "MPL-2.0"),
    *("PostgreSQL", "PSF-2.0", "Zlib", "CC0-1.0", "CNRI-Python", "BlueOak-1.0.0"),
}
# Allowed for these packages only, and why.
EXCEPTIONS = {
    "psycopg": {"LGPL-3.0-only"},  # unmodified, through its public interface
    "psycopg-binary": {"LGPL-3.0-only"},
    "psycopg-pool": {"LGPL-3.0-only"},
    "djlint": {"GPL-3.0-or-later"},  # a program that bin/check runs: neither imported nor shipped
    "@fontsource-variable/inter": {"OFL-1.1"},  # a font
}
# Their metadata says nothing; their licence file does.
READ_BY_HAND = {"axe-playwright-python": "MIT"}
_SPOKEN = {
    "MIT License": "MIT",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@dataclass(frozen=True, order=True)
class Package:
    name: str
    licence: str

    @property
    def is_permitted(self) -> bool:
        allowed = PERMISSIVE | EXCEPTIONS.get(self.name, set())
        return bool(self.licence) and is_covered(self.licence, allowed)


def is_covered(expression: str, allowed: Iterable[str]) -> bool:
    """Of an SPDX expression: one side of each OR will do, both sides of an AND must."""
    allowed = set(allowed)
    plain = expression.replace("(", " ").replace(")", " ")
    return any(
        all(name.strip() in allowed for name in re.split(r"\sAND\s", choice))
        for choice in re.split(r"\sOR\s", plain)
    )


def packages() -> list[Package]:
    return sorted({*_from_python(), *_from_npm()})


def _from_python() -> Iterator[Package]:
    for distribution in distributions():
        name = distribution.metadata["Name"].lower()
        yield Package(name, _licence(distribution) or READ_BY_HAND.get(name, ""))


def _licence(distribution: Distribution) -> str:
    """The newest of three ways to say it that says something we know."""
    metadata = distribution.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    line = metadata["License"].strip() if "License" in metadata else ""
    if line in PERMISSIVE or line in _SPOKEN:
        return _SPOKEN.get(line, line)
    classifiers = metadata.get_all("Classifier") or []
    named = [entry.rpartition(" :: ")[2] for entry in classifiers if entry.startswith("License ::")]
    return " AND ".join(_SPOKEN.get(entry, entry) for entry in named if entry != "OSI Approved")


def _from_npm() -> Iterator[Package]:
    lock = json.loads((FRONT_END / "package-lock.json").read_text(encoding="utf-8"))
    for path, entry in lock["packages"].items():
        if path:
            yield Package(path.rpartition("node_modules/")[2], entry.get("license", ""))


def main() -> int:
    """Print all of them with `--all`, else how many of each; refuse what is not permitted."""
    found = packages()
    if "--all" in sys.argv:
        for package in found:
            print(f"{package.name:<50}{package.licence}")
    else:
        counts = Counter(package.licence for package in found)
        print(", ".join(f"{licence} {count}" for licence, count in counts.most_common()))
    refused = [package for package in found if not package.is_permitted]
    for package in refused:
        print(f"Not permitted: {package.name} ({package.licence or 'says nothing'})")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
