from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from firstline.platform.notices.models import NoticeSettings

_FIELDS = ("starts_at", "ends_at", "plays_sound", "wants_mail")


def _time(label: Any) -> forms.TimeField:
    # The browser's own control takes this format alone, whatever the language.
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%H:%M:%S"])


class ShiftForm(forms.Form):
    """When somebody works, and how they may be reached at all."""

    days = forms.TypedMultipleChoiceField(
        choices=list(WEEKDAYS.items()), coerce=int, required=False
    )
    starts_at = _time(_("From"))
    ends_at = _time(_("To"))
    plays_sound = forms.BooleanField(required=False)
    wants_mail = forms.BooleanField(required=False)

    @classmethod
    def showing(cls, settings: NoticeSettings) -> "ShiftForm":
        return cls(initial={name: getattr(settings, name) for name in ("days", *_FIELDS)})

    def write_on(self, settings: NoticeSettings) -> None:
        settings.days = sorted(self.cleaned_data["days"])
        for name in _FIELDS:
            setattr(settings, name, self.cleaned_data[name])
