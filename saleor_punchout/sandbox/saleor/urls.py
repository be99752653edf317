"""Addresses of the pretend Saleor."""

from django.urls import path

from saleor_punchout.sandbox.saleor.views import GraphQLView

urlpatterns = [path("graphql/", GraphQLView.as_view(), name="sandbox-saleor")]
