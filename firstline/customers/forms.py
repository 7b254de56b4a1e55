from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from firstline.customers.rules import LONGEST_NAME
from firstline.platform.language import language_name


def _languages() -> list[tuple[str, object]]:
    named = sorted((language_name(code), code) for code, _name in settings.LANGUAGES)
    return [("", _("Not known")), *((code, name) for name, code in named)]


class NewCustomerForm(forms.Form):
    """Somebody who has not written yet."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    address = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone number"), max_length=60, required=False)
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("One that is not known yet is made."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)


class NewOrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    domains = forms.CharField(
        label=_("Domains"),
        max_length=20_000,
        required=False,
        help_text=_(
            "One in a line. Whoever writes from there for the first time becomes a member."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_domains(self) -> list[str]:
        return str(self.cleaned_data["domains"]).replace(",", " ").split()


class NewCompanyForm(forms.Form):
    """The same person at a new company."""

    organisation = forms.CharField(max_length=LONGEST_NAME)
    on = forms.DateField(required=False)
    address = forms.CharField(max_length=254, required=False)


class MembershipForm(forms.Form):
    organisation = forms.CharField(max_length=LONGEST_NAME)


class LeavingForm(forms.Form):
    on = forms.DateField(required=False)
