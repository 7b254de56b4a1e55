"""The word lists, as data: one TOML file a language, and what every language shares.

`{a|b}` is a choice and `$name` a fact of the story. A scenario may hold several problems: `12: …`
is said only about problem 1 or 2, and what has no number fits them all. Among the phrases of a
language, `1:` marks what is said about a trouble and `2:` what is said about a request.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "ar")


@cache
def words(name: str) -> dict[str, Any]:
    """The contents of `NAME.toml`; not to be changed."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
