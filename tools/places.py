"""Where things are in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
LOCKS = ROOT / "tools" / "locks"
FRONT_END = ROOT / "frontend"
UI = ROOT / "firstline" / "platform" / "ui"
BUILT = UI / "static" / "ui" / "built"
