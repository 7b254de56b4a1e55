"""The same look for pages that Django's own templates render: sign-in and account pages."""

from typing import Any

from django import forms, template
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.safestring import SafeString

from firstline.platform.ui import assets, environment
from firstline.platform.ui.theme import chosen_theme

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    return assets.asset(name)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return SafeString(environment.icon(name, label=label))


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    return chosen_theme(context.get("request"))


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str) -> SafeString:
    """A part of the page that is kept as a Jinja template, such as `ui/_navigation.html`."""
    return SafeString(_jinja().get_template(name).render({}, context.get("request")))


@register.simple_tag
def bound_field(field: forms.BoundField) -> SafeString:
    return _component("bound_field", field)


@register.simple_tag
def form_errors(form: forms.BaseForm) -> SafeString:
    return _component("form_errors", form)


def _component(name: str, *args: Any) -> SafeString:
    macros: Any = _jinja().env.get_template("ui/components.html").module
    return SafeString(getattr(macros, name)(*args))


def _jinja() -> Jinja2:
    return next(engine for engine in engines.all() if isinstance(engine, Jinja2))
