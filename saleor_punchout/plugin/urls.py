"""All addresses below the plugin's own; the GraphQL fields stand in Saleor's ``/graphql/``."""

from django.urls import include, path

urlpatterns = [
    path("", include("saleor_punchout.app.urls")),
    path("", include("saleor_punchout.urls")),
]
