"""HTTP in, a flow, HTTP out: the catalogue's address for buyers' systems that speak OCI."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from saleor_punchout.caller import address_of, base_url
from saleor_punchout.documents.oci.parameters import MAX_BYTES
from saleor_punchout.flows import oci
from saleor_punchout.pages import background_form, render_page, secured


@method_decorator(csrf_exempt, name="dispatch")  # procurement systems call; the parameters log in
class OciView(View):
    """One trading partner's catalogue. What calls it is a buyer's browser, or the buyer's server."""

    http_method_names = ("get", "post")  # a HEAD would open a visit as a GET does

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._answer(request, slug, b"")

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._answer(request, slug, request.read(MAX_BYTES + 1))

    def _answer(self, request: HttpRequest, slug: str, form: bytes) -> HttpResponse:
        answer = oci.answer(slug, _query(request), form, address=address_of(request), base_url=base_url(request))
        response = _response(request, answer)
        response._has_been_logged = True  # Django would log the request, whose query is the login
        return response


def _response(request: HttpRequest, answer: oci.Answer) -> HttpResponse:
    if answer.start_page:
        return secured(HttpResponse(status=answer.http_status, headers={"Location": answer.start_page}))
    if answer.form:
        return background_form(answer.form)
    if answer.json:
        return secured(HttpResponse(answer.json, content_type="application/json"))
    return render_page(request, "refused.html", {"message": answer.message}, status=answer.http_status)


def _query(request: HttpRequest) -> bytes:
    """The query as it came. WSGI hands every byte as a character; ASGI decodes it."""
    query: str = request.META.get("QUERY_STRING", "")
    try:
        return query.encode("latin-1")
    except UnicodeEncodeError:
        return query.encode(errors="replace")
