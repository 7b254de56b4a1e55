from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from firstline.platform.accounts.errors import BadAddress, WeakPassword
from firstline.platform.accounts.sessions import begin_session
from firstline.platform.company.models import Company
from firstline.setup import actions
from firstline.setup.errors import AlreadySetUp, BadAnswer
from firstline.setup.forms import SetUpForm


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    if Company.current() is not None:
        return redirect("/")
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            admin = actions.set_up(**form.answers)
        except WeakPassword as refusal:
            form.add_error("password", refusal.sentence)
        except (BadAnswer, BadAddress) as refusal:
            form.add_error(None, refusal.sentence)
        except AlreadySetUp:
            return redirect("/")
        else:
            begin_session(request, admin.person)
            return redirect("/")
    return render(request, "setup/setup.html", {"form": form})
