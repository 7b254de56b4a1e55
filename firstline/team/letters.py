"""What the team's mails say."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from firstline.platform.company.models import Company
from firstline.team.models import Invitation


def send_invitation(invitation: Invitation, token: str) -> None:
    """The link is in this mail and nowhere else."""
    company = Company.current()
    context = {
        "company": company.name if company else "Firstline",
        "inviter": str(invitation.invited_by) if invitation.invited_by else "",
        "role": invitation.role.label,
        "address": settings.BASE_URL + reverse("accept_invitation", args=[token]),
    }
    send_mail(
        _("You are invited to the support desk of %(company)s") % context,
        render_to_string("team/invitation.txt", context),
        from_email=None,
        recipient_list=[invitation.email],
    )
