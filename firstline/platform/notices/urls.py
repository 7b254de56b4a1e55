from django.urls import path

from firstline.platform.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("bell/", views.bell, name="notices_bell"),
    path("panel/", views.panel, name="notices_panel"),
    path("reading/", views.read_everything, name="notices_reading"),
    path("quiet/", views.quiet, name="notices_quiet"),
    path("settings/", views.notice_settings, name="notice_settings"),
    path("mail/", views.mail, name="notice_mail"),
    path("devices/", views.devices, name="notice_devices"),
    path("devices/<int:device_id>/removal/", views.device_removal, name="notice_device_removal"),
    path("push/worker.js", views.push_worker, name="push_worker"),
    path("unsubscribe/<str:letter_token>/", views.unsubscribe, name="unsubscribe"),
    path("mutes/<str:topic_kind>/<int:topic_id>/", views.topic_mute, name="notice_mute"),
    path("<int:notice_id>/", views.notice, name="notice"),
    path("<int:notice_id>/reading/", views.notice_reading, name="notice_reading"),
    path("<int:notice_id>/archive/", views.notice_archive, name="notice_archive"),
]
