from django.urls import path

from firstline.setup import views

urlpatterns = [
    path("", views.setup, name="setup"),
]
