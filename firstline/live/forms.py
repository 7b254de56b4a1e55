from django import forms

from firstline.live.models import PresenceState

# A page that closes says goodbye, with the one request a browser still sends for it: a POST.
LEFT = "left"


class PresenceForm(forms.Form):
    """What an open page says of itself."""

    ticket = forms.IntegerField(min_value=1)
    state = forms.ChoiceField(choices=[*PresenceState.choices, (LEFT, LEFT)])
