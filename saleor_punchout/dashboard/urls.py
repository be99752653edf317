"""Addresses of the pages, without a slash at their end: the Dashboard strips it."""

from django.urls import path

from saleor_punchout.dashboard import alarms, assets, documents, orders, partners, sessions, shop, uploads, widgets

urlpatterns = [
    path("dashboard", sessions.sessions),
    path("dashboard/sessions", sessions.sessions),
    path("dashboard/sessions/<slug:key>", sessions.session),
    path("dashboard/alarms/<int:pk>", alarms.settle),
    path("dashboard/orders", orders.orders),
    path("dashboard/orders/upload", uploads.upload),
    path("dashboard/orders/<int:pk>", orders.order),
    path("dashboard/attachments/<int:pk>", orders.download),
    path("dashboard/documents", documents.documents),
    path("dashboard/documents/<int:pk>", documents.document),
    path("dashboard/documents/<int:pk>/body", documents.body),
    path("dashboard/partners", partners.partners),
    path("dashboard/partners/<slug:slug>", partners.partner),
    path("dashboard/settings", shop.settings),
    path("dashboard/settings/check", shop.check),
    path("dashboard/widgets/order", widgets.order),
    path("dashboard/widgets/customer", widgets.customer),
    path("dashboard/assets/<slug:asked>/<str:name>", assets.serve),
]
