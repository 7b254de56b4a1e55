from django.urls import path

from firstline.api.endpoints import route
from firstline.api.views import attachments, search, tickets, users
from firstline.api.views.openapi import openapi

urlpatterns = [
    *route("users/me", "me", GET=users.me),
    *route("tickets", "tickets", GET=tickets.index, POST=tickets.create),
    *route("tickets/<int:ticket_id>", "ticket", GET=tickets.show, PUT=tickets.update),
    *route("tickets/<int:ticket_id>/comments", "comments", GET=tickets.comments),
    *route("search", "search", GET=search.index),
    *route("search/count", "search-count", GET=search.count),
    path(
        "attachments/<int:attachment_id>/content",
        attachments.content,
        name="api-attachment-content",
    ),
    path("openapi.json", openapi, name="api-openapi"),
]
