from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from firstline.platform.accounts.models import Person
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right, Sees


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.SlugField(label=_("Role"))
    groups = forms.ModelMultipleChoiceField(
        label=_("Groups"), queryset=AgentGroup.objects.order_by("name"), required=False
    )


class AcceptanceForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200)
    password = forms.CharField(label=_("Password"), strip=False, max_length=4096)
    time_zone = forms.CharField(required=False, max_length=64)

    def __init__(self, data: Mapping[str, Any] | None = None, *, email: str) -> None:
        super().__init__(data)
        self._email = email

    def clean_password(self) -> str:
        """As every other password: neither short, common, nor the person's own name."""
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(name=self.data.get("name", ""), email=self._email))
        return password


class RoleForm(forms.Form):
    """A role of the desk's own."""

    name = forms.CharField(label=_("Name"), max_length=60)
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    sees = forms.ChoiceField(label=_("Which tickets they see"), choices=Sees.choices)
    rights = forms.MultipleChoiceField(choices=Right.choices, required=False)


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    is_restricted = forms.BooleanField(required=False)
    members = forms.ModelMultipleChoiceField(
        queryset=Agent.objects.select_related("person").order_by("person__name"), required=False
    )


class SignatureForm(forms.Form):
    signature = forms.CharField(required=False, max_length=2000)
