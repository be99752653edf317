"""All addresses of the service."""

from django.urls import include, path

urlpatterns = [path("", include("saleor_punchout.urls"))]
