"""The views of the queue, in the navigation of every page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.desk.queries.ticket_list import counts_of, shown_count
from firstline.desk.queue.chosen import views_of
from firstline.desk.queue.standing import DEFAULT
from firstline.platform.kept import kept
from firstline.platform.slots import fill
from firstline.team.access import agent_of


@fill("navigation", order=10)
def queue_views(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None:
        return ""
    views = kept(("views", agent.pk), "views", lambda: views_of(agent))
    what = tuple((view.key, view.conditions) for view in views)
    counts = kept(("counts", agent.pk, what), "tickets", lambda: counts_of(views, agent))
    context = {
        "views": views,
        "counts": {key: shown_count(number) for key, number in counts.items()},
        "current": _current(request),
    }
    return render_to_string("desk/_navigation.html", context, request=request)


def _current(request: HttpRequest) -> str:
    """The view that the page shows; none on pages that are not about the queue."""
    if not request.path.startswith("/tickets/"):
        return ""
    # A page that shows none says so when it asks for the views again.
    return request.GET.get("view", DEFAULT)
