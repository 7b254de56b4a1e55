from django import forms

from firstline.live.models import PresenceState


class PresenceForm(forms.Form):
    """What an open page says of itself."""

    ticket = forms.IntegerField(min_value=1)
    state = forms.ChoiceField(choices=PresenceState.choices)
