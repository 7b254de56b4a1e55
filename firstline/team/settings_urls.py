from django.urls import path

from firstline.team.views import settings

urlpatterns = [
    path("", settings.settings, name="settings"),
    path("history/", settings.settings_history, name="settings_history"),
]
