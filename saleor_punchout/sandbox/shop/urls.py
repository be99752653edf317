"""The addresses of the shop, below whatever prefix it is mounted at."""

from django.urls import path

from saleor_punchout.sandbox.shop import views

urlpatterns = [
    path("", views.catalogue, name="shop-catalogue"),
    path("search", views.catalogue, name="shop-search"),
    path("products/<str:slug>", views.product, name="shop-product"),
    path("cart", views.cart, name="shop-cart"),
    path("api/punchout", views.punchout, name="shop-punchout"),
    path("<path:anything>", views.lost),  # so that a mistyped address, too, looks like the shop
]
