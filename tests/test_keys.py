"""Keys that lead somewhere from every page."""

import re
from collections import Counter
from pathlib import Path

from firstline.desk.queue.standing import BY_KEY

ROOT = Path(__file__).parents[1] / "firstline"
_PLACE = re.compile(r"""(?:data-shortcut=|"data-shortcut": |shortcut=)["'](g [a-z])["']""")


def test_no_key_leads_to_two_places() -> None:
    templates = [one for one in ROOT.rglob("jinja2/**/*.html") if "gallery" not in one.name]
    in_templates = [key for one in templates for key in _PLACE.findall(one.read_text())]
    of_views = [view.shortcut for view in BY_KEY.values() if view.shortcut]
    assert in_templates
    assert of_views
    counted = Counter([*in_templates, *of_views])
    assert [key for key, times in counted.items() if times > 1] == []
