from django.urls import path

from firstline.team.views import groups, invitations, people, signature

urlpatterns = [
    path("", people.people, name="people"),
    path("<int:pk>/role/", people.role, name="agent_role"),
    path("<int:pk>/deactivation/", people.deactivation, name="agent_deactivation"),
    path("<int:pk>/reactivation/", people.reactivation, name="agent_reactivation"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:pk>/renewal/", invitations.renewal, name="invitation_renewal"),
    path("invitations/<int:pk>/revocation/", invitations.revocation, name="invitation_revocation"),
    path("invitations/<str:token>/", invitations.acceptance, name="accept_invitation"),
    path("groups/", groups.groups, name="agent_groups"),
    path("groups/<int:pk>/", groups.group, name="agent_group"),
    path("signature/", signature.signature, name="signature"),
]
