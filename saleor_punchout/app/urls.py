"""Addresses that Saleor calls; the manifest names all but its own."""

from django.urls import path

from saleor_punchout.app import views

urlpatterns = [
    path("manifest", views.ManifestView.as_view(), name="punchout-manifest"),
    path("register", views.RegisterView.as_view(), name="punchout-register"),
    path("webhooks", views.WebhookView.as_view(), name="punchout-webhooks"),
    path("logo.png", views.LogoView.as_view(), name="punchout-logo"),
]
