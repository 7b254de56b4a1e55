from django import forms
from django.utils.translation import gettext_lazy as _

from firstline.desk.models import Priority
from firstline.platform.accounts.addresses import normalised


class NewTicketForm(forms.Form):
    """A ticket that an agent opens for a customer."""

    address = forms.EmailField(label=_("Customer's e-mail address"), max_length=254)
    name = forms.CharField(
        label=_("Customer's name"),
        max_length=200,
        required=False,
        help_text=_("Only used when the customer is new."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=500)
    body = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 8}))
    kind = forms.ChoiceField(
        choices=[("reply", _("Send it to the customer")), ("note", _("Keep it as a note"))],
        initial="reply",
        widget=forms.RadioSelect,
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL
    )
    tags = forms.CharField(label=_("Tags"), required=False, help_text=_("Separated by blanks."))

    def clean_address(self) -> str:
        return normalised(self.cleaned_data["address"])

    def clean_tags(self) -> list[str]:
        return str(self.cleaned_data["tags"]).replace(",", " ").split()
