from django.urls import path

from firstline.platform.ui import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
]
