from django.urls import URLPattern, path

from firstline.channels.email.views import outbox

urlpatterns: list[URLPattern] = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:mail_id>/", outbox.mail, name="outbox_mail"),
    path("outbox/<int:mail_id>/html", outbox.mail_html, name="outbox_mail_html"),
    path("outbox/<int:mail_id>/source", outbox.mail_source, name="outbox_mail_source"),
    path("outbox/<int:mail_id>/attempts", outbox.attempts, name="outbox_mail_attempts"),
]
