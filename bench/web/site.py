"""The measured pages, in Django: one that does nothing, one of fifty rows for a visitor."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.web.rows import COLUMNS, ROWS


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def jinja_page(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/page.html", _context(request))


def django_page(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/django_page.html", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    assert request.user.is_authenticated
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    return {"person": request.user, "rows": rows}


urlpatterns = [
    path("empty/", empty),
    path("jinja/", jinja_page),
    path("django/", django_page),
]
