"""The made-up company of `--demo`, and where its sign-ins are written down."""

import os

from firstline import demo
from firstline.config.cli.sign_ins import sign_ins_file


def fill() -> None:
    """Only an empty database: a desk in use is left as it is."""
    if not demo.is_empty():
        if not sign_ins_file().exists():
            print("The database is not empty: the demo is left out.", flush=True)
        return
    made = demo.load(progress=lambda sentence: print(sentence, flush=True))
    lines = [f"Sign in with the password {made.password} as"]
    lines += [f"  {person.email:<40} {person.name}, {person.role}" for person in made.people]
    path = sign_ins_file()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
