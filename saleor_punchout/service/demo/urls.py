"""All addresses of the demo: the product at the root, as in the service, and the others' software below a prefix."""

from django.urls import include, path

urlpatterns = [
    path("", include("saleor_punchout.sandbox.portal.urls")),
    path("saleor/", include("saleor_punchout.sandbox.saleor.urls")),
    path("shop/", include("saleor_punchout.sandbox.shop.urls")),
    path("", include("saleor_punchout.service.urls")),
]
