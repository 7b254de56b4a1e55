"""The Jinja environment of every page: translation, assets, addresses, slots and times."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import jinja2
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from markupsafe import Markup, escape

from firstline.platform.slots import render_slot
from firstline.platform.ui import people, times
from firstline.platform.ui.assets import asset, icon_address
from firstline.platform.ui.theme import chosen_theme


def environment(**options: Any) -> jinja2.Environment:
    """What the settings' Jinja2 backend calls to make its environment."""
    environment = jinja2.Environment(  # noqa: S701 - Django's backend passes autoescape=True
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    environment.globals.update(
        _=said,
        asset=asset,
        attributes=attributes,
        icon=icon,
        language=translation.get_language,
        reads_right_to_left=translation.get_language_bidi,
        slot=slot,
        static=static,
        theme=chosen_theme,
        time_zone=times.zone_name,
        url=url,
    )
    environment.filters.update(
        datetime=times.datetime_tag,
        for_input=times.input_text,
        hue=people.hue,
        initials=people.initials,
        month=times.month_text,
        relative_time=times.relative_time_tag,
    )
    return environment


def said(text: str, /, **variables: Any) -> Markup:
    """The text in the reader's language: a page has hundreds, so what it says is looked up once."""
    words, plain = _said(text, translation.get_language())
    return words % variables if variables else plain


@lru_cache(maxsize=20_000)
def _said(text: str, language: str | None) -> tuple[Markup, Markup]:
    # Texts of templates are formats, `%%` a per cent sign, whether they have variables or not.
    words = Markup(translation.gettext(text))  # noqa: S704 - the translators' own
    return words, Markup("") if "%(" in words else words % ()


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else _plain_url(name)


@cache
def _plain_url(name: str) -> str:
    return reverse(name)


def attributes(given: Mapping[str, Any] | None) -> Markup:
    """` name="value"` for each; only the name for what is true, nothing for what is not."""
    words = [
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in (given or {}).items()
        if value is not None and value is not False
    ]
    return Markup("".join(words))  # noqa: S704 - templates write the names


def icon(name: str, *, label: str = "", size: str = "") -> Markup:
    """A drawing from the sprite; silent for screen readers unless it has a label."""
    return _drawing(icon_address(name), str(label), size)


@lru_cache(maxsize=2_000)
def _drawing(address: str, label: str, size: str) -> Markup:
    meaning = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    classes = f"icon icon-{size}" if size else "icon"
    return Markup('<svg class="{}" {} focusable="false"><use href="{}"></use></svg>').format(
        classes, meaning, address
    )


@jinja2.pass_context
def slot(context: jinja2.runtime.Context, name: str, **extra: Any) -> Markup:
    """What other areas put in this place of the page; nothing where there is no request."""
    request = context.get("request")
    return render_slot(name, request, **extra) if isinstance(request, HttpRequest) else Markup()
