from django.urls import path

from firstline.team.views import roles, settings

urlpatterns = [
    path("", settings.settings, name="settings"),
    path("roles/", roles.roles, name="roles"),
    path("roles/new", roles.new_role, name="new_role"),
    path("roles/<int:pk>/", roles.role, name="role"),
    path("roles/<int:pk>/copies", roles.role_copy, name="role_copy"),
    path("roles/<int:pk>/deletion", roles.role_deletion, name="role_deletion"),
    path("history/", settings.settings_history, name="settings_history"),
]
