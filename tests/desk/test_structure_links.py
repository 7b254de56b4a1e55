"""Links, parents and children, problems and their incidents, follow-ups."""

from datetime import timedelta

import pytest

from firstline.desk import actions
from firstline.desk.errors import AlreadySent, CannotLink, CannotRearrange, TicketIsRemoved
from firstline.desk.models import Relation, Ticket, TicketLink
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.team.models import Agent
from tests import world
from tests.conftest import StoppedClock
from tests.jobs import run_due_jobs

pytestmark = pytest.mark.django_db


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def close(ticket: Ticket, by: Agent) -> Ticket:
    return actions.set_status(ticket, status="closed", by=by)


@pytest.mark.parametrize("relation", Relation.values)
def test_a_link_is_the_same_from_either_end(relation: str, amara: Agent) -> None:
    one, other = world.make_ticket(), world.make_ticket()
    assert actions.link(one, to=other, relation=relation, by=amara)
    assert not actions.link(other, to=one, relation=Relation(relation).inverse, by=amara)
    assert actions.unlink(other, from_=one, relation=Relation(relation).inverse, by=amara)
    assert not actions.unlink(one, from_=other, relation=relation, by=amara)
    told = Event.objects.filter(name__in=("ticket_linked", "ticket_unlinked"))
    assert sorted(told.values_list("subject_id", flat=True)) == sorted([one.pk, other.pk] * 2)


def test_a_link_with_itself_or_with_what_was_removed_is_refused(amara: Agent) -> None:
    one, other = world.make_ticket(), world.make_ticket()
    with pytest.raises(CannotLink):
        actions.link(one, to=one, relation="relates", by=amara)
    actions.remove(other, to="bin", by=amara)
    with pytest.raises(TicketIsRemoved):
        actions.link(one, to=other, relation="relates", by=amara)


def test_light_agents_link_nothing(lin: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.link(world.make_ticket(), to=world.make_ticket(), relation="relates", by=lin)
    assert not TicketLink.objects.exists()


def test_parts_go_one_level_deep(amara: Agent) -> None:
    parent, child, other = world.make_ticket(), world.make_ticket(), world.make_ticket()
    actions.link(child, to=parent, relation="parent", by=amara)
    with pytest.raises(CannotLink):
        actions.link(parent, to=other, relation="parent", by=amara)
    with pytest.raises(CannotLink):
        actions.link(other, to=child, relation="parent", by=amara)
    with pytest.raises(CannotLink):
        actions.link(child, to=other, relation="parent", by=amara)


def test_a_child_has_its_task_as_a_note(amara: Agent) -> None:
    parent = world.make_ticket(group=world.group(world.SUPPORT))
    child = actions.open_child(parent, subject="Ask the depot", task="Is it there?", by=amara)
    assert child.parent == parent
    assert child.group == parent.group
    note = child.messages.get()
    assert not note.is_public
    assert note.text == "Is it there?"


def test_linking_an_incident_names_both_types(amara: Agent) -> None:
    incident, problem = world.make_ticket(), world.make_ticket()
    actions.link(incident, to=problem, relation="problem", by=amara)
    assert fresh(incident).type == "incident"
    assert fresh(problem).type == "problem"
    with pytest.raises(CannotLink):
        actions.link(problem, to=world.make_ticket(), relation="problem", by=amara)


def a_problem(amara: Agent, incidents: int = 3) -> tuple[Ticket, list[Ticket]]:
    problem = world.make_ticket(subject="The depot is flooded")
    found = [world.make_ticket() for _number in range(incidents)]
    for incident in found:
        actions.link(incident, to=problem, relation="problem", by=amara)
    return problem, found


def test_incidents_are_solved_with_the_same_words(amara: Agent, clock: StoppedClock) -> None:
    problem, incidents = a_problem(amara)
    closed = close(incidents[2], amara)
    solution = actions.solve_incidents(problem, html="<p>It is dry again.</p>", by=amara)
    run_due_jobs()
    assert fresh(incidents[0]).status == "new"
    clock.pass_by(timedelta(seconds=14))
    run_due_jobs()
    for incident in incidents[:2]:
        assert fresh(incident).status == "solved"
        assert incident.messages.order_by("-number")[0].text == "It is dry again."
    assert closed.messages.count() == 1
    solution.refresh_from_db()
    assert (solution.solved, solution.waiting, solution.refused) == (2, [], [])
    assert Event.objects.get(name="incidents_solved").data["solved"] == 2
    with pytest.raises(AlreadySent):
        actions.take_solution_back(solution, by=amara)


def test_solving_incidents_can_be_taken_back_in_time(amara: Agent, clock: StoppedClock) -> None:
    problem, incidents = a_problem(amara)
    solution = actions.solve_incidents(problem, html="", by=amara)
    with pytest.raises(CannotRearrange):
        actions.solve_incidents(problem, html="", by=amara)
    actions.take_solution_back(solution, by=amara)
    clock.pass_by(timedelta(minutes=1))
    run_due_jobs()
    assert {fresh(incident).status for incident in incidents} == {"new"}
    actions.solve_incidents(problem, html="", by=amara)


def test_one_refusal_does_not_stop_the_others(amara: Agent, clock: StoppedClock) -> None:
    problem, incidents = a_problem(amara)
    solution = actions.solve_incidents(problem, html="", by=amara)
    actions.remove(incidents[0], to="spam", by=amara)
    clock.pass_by(timedelta(minutes=1))
    run_due_jobs()
    solution.refresh_from_db()
    assert solution.solved == 2
    assert [ident for ident, _why in solution.refused] == [incidents[0].pk]


def test_a_follow_up_knows_what_the_closed_ticket_knew(amara: Agent) -> None:
    copied = world.make_customer()
    closed = world.make_ticket(tags=["lamp"], priority="high", participants=[copied])
    closed = close(actions.set_type(closed, type="question", by=amara), amara)
    follow_up = actions.open_follow_up(closed, by=amara)
    assert follow_up.follows == closed
    assert follow_up.subject == closed.subject
    assert follow_up.requester == closed.requester
    assert (follow_up.tags, follow_up.priority) == (["lamp"], "high")
    assert follow_up.type == "question"
    assert [row.customer for row in follow_up.participants.all()] == [copied]
    assert closed.follow_ups.get() == follow_up


def test_only_closed_tickets_have_follow_ups(amara: Agent) -> None:
    ticket, target = world.make_ticket(), world.make_ticket()
    with pytest.raises(CannotRearrange):
        actions.open_follow_up(ticket, by=amara)
    actions.merge([ticket], into=target, by=amara)
    with pytest.raises(CannotRearrange, match="lives on"):
        actions.open_follow_up(ticket, by=amara)


def test_a_merged_problem_brings_its_incidents_and_undoing_returns_them(amara: Agent) -> None:
    problem, incidents = a_problem(amara)
    other, own = a_problem(amara, incidents=1)
    record = actions.merge([problem], into=other, by=amara)
    assert {fresh(incident).problem for incident in (*incidents, *own)} == {other}
    later = world.make_ticket()
    actions.link(later, to=other, relation="problem", by=amara)
    actions.put_back(record, by=amara)
    assert {fresh(incident).problem for incident in incidents} == {problem}
    assert {fresh(incident).problem for incident in (*own, later)} == {other}
