import gzip
import json
from pathlib import Path

import pytest

from firstline.platform.ui import assets

MANIFEST = {
    "../firstline/platform/ui/js/app.ts": {"file": "app-CaCa2U2v.js", "isEntry": True},
    "../firstline/platform/ui/css/app.css": {"file": "style-ByER70eT.css", "isEntry": True},
    "icons.svg": {"file": "icons-C4b6nevj.svg"},
    "node_modules/inter/files/inter-latin.woff2": {"file": "inter-latin-Dx4kXJAl.woff2"},
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    monkeypatch.setattr(assets, "_address_once", assets._address)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("app.js", "app-CaCa2U2v.js"),
        ("app.css", "style-ByER70eT.css"),
        ("icons.svg", "icons-C4b6nevj.svg"),
        ("inter-latin.woff2", "inter-latin-Dx4kXJAl.woff2"),
    ],
)
def test_an_asset_is_found_by_its_source_and_its_kind(built: Path, name: str, file: str) -> None:
    assert assets.asset(name) == f"/static/ui/built/{file}"


def test_an_unknown_asset_is_named(built: Path) -> None:
    with pytest.raises(assets.UnknownAsset, match=r"picture\.png"):
        assets.asset("picture.png")


def test_without_a_build_it_says_how_to_make_one(built: Path) -> None:
    (built / "manifest.json").unlink()
    with pytest.raises(assets.AssetsNotBuilt, match="npm run build"):
        assets.asset("app.js")


def test_an_icon_is_a_place_in_the_sprite(built: Path) -> None:
    assert assets.icon_address("inbox") == "/static/ui/built/icons-C4b6nevj.svg#inbox"


def test_an_icon_nobody_listed_is_refused(built: Path) -> None:
    with pytest.raises(assets.UnknownAsset, match=r"icons\.txt"):
        assets.icon_address("unicorn")


def test_a_page_stays_light() -> None:
    """60 kB of scripts, compressed, except where the editor is open."""
    script = assets.BUILT / assets.built_files()["app.js"]
    assert len(gzip.compress(script.read_bytes())) < 60_000
