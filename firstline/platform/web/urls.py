from django.urls import URLPattern, path

from firstline.platform.web import views

urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz, name="healthz"),
]
