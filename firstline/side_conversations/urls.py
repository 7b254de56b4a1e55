from django.urls import URLPattern, path

from firstline.side_conversations.views import composing, conversations, files

_OF_TICKET = "tickets/<int:ticket_id>/side-conversations/"
_ONE = f"{_OF_TICKET}<int:side_id>/"

urlpatterns: list[URLPattern] = [
    path(_OF_TICKET, conversations.side_conversations, name="side_conversations"),
    path(f"{_OF_TICKET}draft", composing.side_draft, name="side_draft"),
    path(f"{_OF_TICKET}quotes", conversations.side_quotes, name="side_quotes"),
    path(f"{_OF_TICKET}uploads", composing.side_uploads, name="side_uploads"),
    path(f"{_OF_TICKET}files", composing.side_ticket_files, name="side_ticket_files"),
    path(f"{_OF_TICKET}recipients", composing.side_recipients, name="side_recipients"),
    path(
        f"{_OF_TICKET}recipients/suggestions",
        composing.side_suggestions,
        name="side_suggestions",
    ),
    path(_ONE, conversations.side_conversation, name="side_conversation"),
    path(f"{_ONE}changes", conversations.side_changes, name="side_changes"),
    path(f"{_ONE}done", conversations.side_done, name="side_done"),
    path(f"{_ONE}reading", conversations.side_reading, name="side_reading"),
    path(f"{_ONE}messages/<int:number>/frame", files.side_frame, name="side_frame"),
    path("side-files/<int:file_id>/<str:name>", files.side_file, name="side_file"),
]
