"""All addresses of the service."""

from django.urls import include, path

from saleor_punchout.graphql.view import GraphQLView
from saleor_punchout.service.staff import with_staff_token

urlpatterns = [
    path("graphql/", with_staff_token(GraphQLView.as_view()), name="punchout-graphql"),
    path("", include("saleor_punchout.urls")),
]
