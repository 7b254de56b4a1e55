from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from firstline.platform.accounts.languages import interface_languages
from firstline.platform.accounts.time_zones import time_zone_choices
from firstline.setup import code


class SetUpForm(forms.Form):
    code = forms.CharField(label=_("Set-up code"), max_length=40)
    company = forms.CharField(label=_("Company"), max_length=200)
    support_address = forms.EmailField(label=_("Support address"), max_length=254)
    admin_name = forms.CharField(label=_("Your name"), max_length=200)
    admin_email = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    password = forms.CharField(label=_("Password"), strip=False, max_length=4096)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices, initial="UTC")
    language = forms.ChoiceField(label=_("Language"), choices=[*interface_languages().items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "en").partition("-")[0]
        if not code.is_required():
            del self.fields["code"]

    def clean_code(self) -> str:
        told: str = self.cleaned_data["code"]
        if not code.is_right(told):
            raise forms.ValidationError(
                _("That is not the code. `firstline serve` prints it where it was started.")
            )
        return told

    @property
    def answers(self) -> dict[str, Any]:
        """What `set_up` asks for."""
        return {name: value for name, value in self.cleaned_data.items() if name != "code"}
