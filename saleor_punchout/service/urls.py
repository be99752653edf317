"""All addresses of the service."""

from django.urls import include, path

from saleor_punchout.service.api import ServiceGraphQLView

urlpatterns = [
    path("graphql/", ServiceGraphQLView.as_view(), name="punchout-graphql"),
    path("", include("saleor_punchout.app.urls")),
    path("", include("saleor_punchout.urls")),
]
