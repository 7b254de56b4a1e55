from allauth.account.forms import ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from firstline.platform.accounts.entrance import may_enter
from firstline.platform.accounts.languages import interface_languages
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.time_zones import time_zone_choices


class AskForReset(ResetPasswordForm):  # type: ignore[misc]
    """Only who may sign in gets a link; everybody gets the same answer (T42)."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[Person] = list(filter(may_enter, self.users))
        return email


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the browser")), *interface_languages().items()],
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[("", _("As the browser")), *time_zone_choices()],
        required=False,
    )
