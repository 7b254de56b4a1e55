from django.urls import URLPattern, path

from firstline.live import views

# `stream` is answered by the streaming room of the web process (live/stream.py), not by Django.
urlpatterns: list[URLPattern] = [
    path("presence/", views.presence, name="presence"),
    path("presence/<int:ticket_id>/", views.ticket_presence, name="ticket_presence"),
]
