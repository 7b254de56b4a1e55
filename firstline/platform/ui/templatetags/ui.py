"""The same look for pages that Django's own templates render: sign-in and account pages."""

from django import template
from django.http import HttpRequest
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
    request = context.get("request")
    return chosen_theme(request if isinstance(request, HttpRequest) else None)
