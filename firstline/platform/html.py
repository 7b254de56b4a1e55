"""Interim: replaced by the sanitiser."""

import html as _html

import nh3


def sanitise_composed(html: str) -> str:
    return nh3.clean(html)


def text_from_html(html: str) -> str:
    return _html.unescape(nh3.clean(html, tags=set()))


def html_from_text(text: str) -> str:
    return "<p>" + _html.escape(text).replace("\n", "<br>") + "</p>"
