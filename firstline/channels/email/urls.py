from django.urls import URLPattern, path

from firstline.channels.email.views import outbox, received

urlpatterns: list[URLPattern] = [
    path("received/", received.received, name="received"),
    path("received/<int:mail_id>/", received.mail, name="received_mail"),
    path("received/<int:mail_id>/source", received.source, name="received_mail_source"),
    path("received/<int:mail_id>/replays", received.replays, name="received_mail_replays"),
    path("messages/<int:message_id>/original", received.original, name="message_original"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:mail_id>/", outbox.mail, name="outbox_mail"),
    path("outbox/<int:mail_id>/html", outbox.mail_html, name="outbox_mail_html"),
    path("outbox/<int:mail_id>/source", outbox.mail_source, name="outbox_mail_source"),
    path("outbox/<int:mail_id>/attempts", outbox.attempts, name="outbox_mail_attempts"),
]
