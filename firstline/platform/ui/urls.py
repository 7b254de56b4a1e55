from django.urls import path

from firstline.platform.ui import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/ticket/", views.gallery_ticket, name="gallery_ticket"),
]
