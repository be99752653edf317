"""The addresses of the portal; ``/`` is the front page of the whole demo."""

from django.urls import path

from saleor_punchout.sandbox.portal import views

urlpatterns = [
    path("", views.home, name="portal-home"),
    path("portal/", views.requisitions, name="portal-requisitions"),
    path("portal/new", views.create, name="portal-create"),
    path("portal/requisitions/<int:pk>", views.requisition, name="portal-requisition"),
    path("portal/requisitions/<int:pk>/punch-out", views.punch_out, name="portal-punch-out"),
    path("portal/requisitions/<int:pk>/wrong-secret", views.wrong_secret, name="portal-wrong-secret"),
    path("portal/requisitions/<int:pk>/approve", views.approve, name="portal-approve"),
    path("portal/requisitions/<int:pk>/order", views.order, name="portal-order"),
    path("portal/cxml", views.take, name="portal-cxml"),
    path("portal/return/<int:pk>", views.receive, name="portal-return"),
]
