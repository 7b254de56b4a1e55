"""Invitations: a link that works once, for three days, and is stored as a hash (T43)."""

import re
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.team import actions
from firstline.team.errors import AlreadyOnTheTeam, InvitationIsOver
from firstline.team.models import Agent, Invitation, Role
from tests import world
from tests.conftest import ClientOf, StoppedClock

NEW = "nia@brightwell.example"


def _link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://testserver(/team/invitations/\S+)", str(mail.body))
    assert found
    return found[1]


def _accept(link: str, client: Client | None = None, password: str = world.PASSWORD) -> int:
    form = {"name": "Nia Mensah", "password": password, "time_zone": "Africa/Accra"}
    return (client or Client()).post(link, form).status_code


def test_the_invited_joins_with_role_and_groups_and_is_signed_in(
    farah: Agent, mailoutbox: list[EmailMessage]
) -> None:
    support = world.group(world.SUPPORT)
    actions.invite("Nia@Brightwell.example", role=Role.LEAD, groups=[support], by=farah)
    link, client = _link_in(mailoutbox[0]), Client()

    assert client.get(link).status_code == 200
    assert _accept(link, client) == 302

    nia = world.agent(NEW)
    assert (str(nia), nia.role_id, list(nia.groups.all())) == ("Nia Mensah", Role.LEAD, [support])
    assert nia.person.time_zone == "Africa/Accra"
    assert nia.person.check_password(world.PASSWORD)
    assert client.get("/account/").status_code == 200
    told = Event.objects.filter(subject_kind="invitation").values_list("name", flat=True)
    assert list(told.order_by("id")) == ["agent_invited", "invitation_accepted"]


def test_a_link_works_once(farah: Agent, mailoutbox: list[EmailMessage]) -> None:
    actions.invite(NEW, by=farah)
    link = _link_in(mailoutbox[0])
    assert _accept(link) == 302
    assert _accept(link) == 410


def test_a_link_dies_after_three_days(
    farah: Agent, mailoutbox: list[EmailMessage], clock: StoppedClock
) -> None:
    actions.invite(NEW, by=farah)
    clock.pass_by(timedelta(hours=72))
    assert _accept(_link_in(mailoutbox[0])) == 410


def test_sending_again_kills_the_old_link(farah: Agent, mailoutbox: list[EmailMessage]) -> None:
    actions.renew_invitation(actions.invite(NEW, by=farah), by=farah)
    old, new = map(_link_in, mailoutbox)
    assert _accept(old) == 410
    assert _accept(new) == 302


def test_an_invitation_can_be_taken_back(farah: Agent, mailoutbox: list[EmailMessage]) -> None:
    invitation = actions.invite(NEW, by=farah)
    actions.revoke_invitation(invitation, by=farah)
    assert _accept(_link_in(mailoutbox[0])) == 410
    with pytest.raises(InvitationIsOver):
        actions.renew_invitation(invitation, by=farah)


def test_a_second_invitation_replaces_the_first(
    farah: Agent, mailoutbox: list[EmailMessage]
) -> None:
    actions.invite(NEW, by=farah)
    actions.invite(NEW, role=Role.LIGHT, by=farah)
    old, new = map(_link_in, mailoutbox)
    assert _accept(old) == 410
    assert _accept(new) == 302
    assert world.agent(NEW).role_id == Role.LIGHT


def test_a_weak_password_is_refused_and_the_link_lives_on(
    farah: Agent, mailoutbox: list[EmailMessage]
) -> None:
    actions.invite(NEW, by=farah)
    link = _link_in(mailoutbox[0])
    for weak in ("short", "password1", "nia mensah"):
        assert _accept(link, password=weak) == 200
    assert _accept(link) == 302


def test_the_token_is_nowhere_in_the_database(farah: Agent, mailoutbox: list[EmailMessage]) -> None:
    invitation = actions.invite(NEW, by=farah)
    token = _link_in(mailoutbox[0]).rstrip("/").rpartition("/")[2]
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())
    assert Invitation.objects.with_token(token).get() == invitation


def test_who_is_on_the_team_cannot_be_invited(farah: Agent) -> None:
    with pytest.raises(AlreadyOnTheTeam):
        actions.invite(world.BO, by=farah)


def test_only_admins_invite(chidi: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.invite(NEW, by=chidi)


def test_a_customer_who_is_invited_keeps_their_tickets(
    farah: Agent, mailoutbox: list[EmailMessage]
) -> None:
    ticket = world.make_ticket()
    actions.invite(world.DANA, by=farah)
    _accept(_link_in(mailoutbox[0]))
    assert world.agent(world.DANA).pk == ticket.requester_id


def test_an_admin_invites_in_the_browser(
    farah: Agent, client_of: ClientOf, mailoutbox: list[EmailMessage]
) -> None:
    support = world.group(world.SUPPORT)
    client = client_of(farah)
    client.post("/team/invitations/", {"email": NEW, "role": "agent", "groups": [support.pk]})

    assert mailoutbox[0].to == [NEW]
    assert NEW in client.get("/team/").content.decode()
