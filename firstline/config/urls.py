from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("firstline.platform.web.urls")),
    path("", include("firstline.platform.ui.urls")),
    path("account/", include("firstline.platform.accounts.urls")),
    path("notices/", include("firstline.platform.notices.urls")),
    path("setup/", include("firstline.setup.urls")),
    path("team/", include("firstline.team.urls")),
    path("settings/", include("firstline.team.settings_urls")),
    path("settings/", include("firstline.desk.settings_urls")),
    path("", include("firstline.customers.urls")),
    path("", include("firstline.desk.urls")),
    path("live/", include("firstline.live.urls")),
    path("", include("firstline.side_conversations.urls")),
    path("mail/", include("firstline.channels.email.urls")),
    path("", include("firstline.automation.urls")),
    path("api/v2/", include("firstline.api.urls")),
]

handler400 = "firstline.platform.ui.views.bad_request"
handler403 = "firstline.platform.ui.views.permission_denied"
handler404 = "firstline.platform.ui.views.not_found"
handler500 = "firstline.platform.ui.views.server_error"
