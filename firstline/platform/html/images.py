"""Pictures in mail: none is fetched until somebody asks for it."""

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from firstline.platform.html.tree import Element, parse, render


def hold_back_images(root: Element) -> None:
    """Move each picture's address out of `src`, where a browser would fetch it."""
    for image in _images(root):
        source = image.attributes.get("src", "")
        if source[:4].lower() == "cid:":
            image.attributes["data-cid"] = unquote(source[4:]).strip().strip("<>")
        elif source and not source.startswith("data:"):
            image.attributes["data-remote-src"] = source
        if not source.startswith("data:"):
            image.attributes.pop("src", None)


def count_remote_images(html: str) -> int:
    """How many pictures of sanitised HTML would be fetched from elsewhere."""
    if "data-remote-src" not in html:
        return 0
    return sum("data-remote-src" in image.attributes for image in _images(parse(html)))


def content_ids(html: str) -> frozenset[str]:
    """The pictures of sanitised HTML that travel with the mail itself."""
    if "data-cid" not in html:
        return frozenset()
    return frozenset(image.attributes.get("data-cid", "") for image in _images(parse(html))) - {""}


def fill_images(
    html: str,
    *,
    inline: Mapping[str, str],
    remote: Callable[[str], str] | None = None,
) -> str:
    """Give the pictures of sanitised HTML an address to be shown from.

    `inline` maps a content id to the address of the stored file. Remote pictures stay held back
    unless `remote` turns their address into one of ours (a proxy).
    """
    root = parse(html)
    for image in _images(root):
        held = image.attributes.get("data-remote-src", "")
        found = inline.get(image.attributes.get("data-cid", ""))
        if found:
            image.attributes["src"] = found
        elif held and remote is not None:
            image.attributes["src"] = remote(held)
    return render(root)


def _images(root: Element) -> list[Element]:
    return [element for element in root.walk() if element.tag == "img"]
