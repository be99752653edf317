"""HTTP in, a flow, HTTP out: the login address for buyers' systems that speak Oracle's native XML."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from saleor_punchout.caller import address_of, base_url
from saleor_punchout.documents.arrival import Arrival
from saleor_punchout.documents.guard import SETUP_LIMIT
from saleor_punchout.flows import oracle


@method_decorator(csrf_exempt, name="dispatch")  # procurement systems post here; the document itself logs in
class OracleView(View):
    """One trading partner's login."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Health checks and curious people."""
        return HttpResponse("This is an Oracle XML endpoint. POST a login request.\n", content_type="text/plain")

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        arrival = Arrival(
            request.read(SETUP_LIMIT + 1),
            request.headers.get("Content-Type", ""),
            request.headers.get("Content-Encoding", ""),
        )
        answer = oracle.answer(slug, arrival, address=address_of(request), base_url=base_url(request))
        return HttpResponse(answer.body, status=answer.http_status, content_type=answer.content_type)
