"""The addresses that procurement systems, buyers and storefronts use; each host puts them where it likes."""

from django.urls import include, path

from saleor_punchout import views, views_oci, views_oracle

urlpatterns = [
    path("", include("saleor_punchout.dashboard.urls")),
    path("cxml", views.CxmlView.as_view(), name="punchout-cxml"),
    path("cxml/", views.CxmlView.as_view()),  # configured by hand into portals, with a slash as often as without
    path("oci/<str:slug>", views_oci.OciView.as_view(), name="punchout-oci"),
    path("oci/<str:slug>/", views_oci.OciView.as_view()),
    path("oracle/<str:slug>", views_oracle.OracleView.as_view(), name="punchout-oracle"),
    path("oracle/<str:slug>/", views_oracle.OracleView.as_view()),
    path("start/<str:token>", views.StartView.as_view(), name="punchout-start"),
    path("return/<str:token>", views.ReturnView.as_view(), name="punchout-return"),
    path("cancel/<str:token>", views.CancelView.as_view(), name="punchout-cancel"),
    path("attachments/<str:token>", views.AttachmentView.as_view(), name="punchout-attachment"),
    path("storefront/sessions", views.StorefrontSessionView.as_view(), name="punchout-storefront-session"),
]
