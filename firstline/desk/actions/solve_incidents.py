"""Solving a problem's incidents, one after the other, with the same words to each customer."""

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.hold import UNDO_HELD
from firstline.desk.actions.reply import reply
from firstline.desk.actions.solve import set_status
from firstline.desk.content import Content
from firstline.desk.errors import AlreadySent, CannotRearrange
from firstline.desk.events import IncidentsSolved
from firstline.desk.models import IncidentsSolution, Ticket, TicketStatus
from firstline.desk.nudging import tell_pages_of
from firstline.platform.clock import now
from firstline.platform.errors import DomainError
from firstline.platform.events.publishing import publish
from firstline.platform.html import sanitise_composed
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def solve_incidents(problem: Ticket, *, html: str, by: Agent) -> IncidentsSolution:
    """Begin, in a moment; until then it can be taken back. Empty words solve without a reply."""
    from firstline.desk.jobs import solve_incidents_of  # the job calls back into this module

    must(by, Right.BULK)
    must(by, Right.REPLY if html else Right.EDIT)
    problem = locked(problem)
    rules.must_be_present(problem)
    if problem.solutions.filter(finished_at=None, taken_back_at=None).exists():
        raise CannotRearrange(_("Its incidents are being solved already."))
    incidents = Ticket.objects.visible_to(by).unsolved().filter(problem=problem).order_by("pk")
    waiting = list(incidents.values_list("pk", flat=True))
    if not waiting:
        raise CannotRearrange(_("All incidents of this problem are solved."))
    solution = IncidentsSolution.objects.create(
        problem=problem,
        author=by,
        html=sanitise_composed(html),
        starts_at=now() + UNDO_HELD,
        waiting=waiting,
    )
    solve_incidents_of.configure(schedule_at=solution.starts_at).defer(solution_id=solution.pk)
    tell_pages_of(problem)
    return solution


@transaction.atomic
def take_solution_back(solution: IncidentsSolution, *, by: Agent) -> IncidentsSolution:
    """Solve none of the incidents, or no more of them once it has begun."""
    must(by, Right.BULK)
    solution = _held(solution.pk)
    if solution.finished_at is not None:
        raise AlreadySent(_("The incidents have already been solved."))
    if solution.taken_back_at is None:
        solution.taken_back_at = now()
        solution.save(update_fields=["taken_back_at"])
        if solution.solved:
            _tell(solution)
        tell_pages_of(solution.problem)
    return solution


def go_on_solving(solution_id: int) -> None:
    """Solve those that wait, each in a transaction of its own: a crash repeats nothing."""
    while _solve_next(solution_id):
        pass


@transaction.atomic
def _solve_next(solution_id: int) -> bool:
    solution = _held(solution_id)
    if solution.is_over or solution.starts_at > now():
        return False
    if not solution.waiting:
        solution.finished_at = now()
        solution.save(update_fields=["finished_at"])
        _tell(solution)
        return False
    ident, *solution.waiting = solution.waiting
    try:
        _solve(ident, solution)
    except DomainError as refusal:
        solution.refused = [*solution.refused, [ident, refusal.sentence]]
    else:
        solution.solved += 1
    solution.save(update_fields=["waiting", "solved", "refused"])
    tell_pages_of(solution.problem)
    return True


@transaction.atomic
def _solve(ident: int, solution: IncidentsSolution) -> None:
    """One that has been solved or taken out since is left alone."""
    incident = locked(Ticket(pk=ident))
    if not incident.is_unsolved or incident.problem_id != solution.problem_id:
        return
    content = Content.from_composer(solution.html)
    if content.text.strip():
        reply(incident, content, by=solution.author, then=TicketStatus.SOLVED)
    else:
        set_status(incident, status=TicketStatus.SOLVED, by=solution.author)


def _held(solution_id: int) -> IncidentsSolution:
    rows = IncidentsSolution.objects.select_for_update(of=("self",))
    return rows.select_related("problem", "author__person").get(pk=solution_id)


def _tell(solution: IncidentsSolution) -> None:
    publish(
        IncidentsSolved(
            ticket=solution.problem,
            solved=solution.solved,
            refused=len(solution.refused),
            by=solution.author,
        )
    )
