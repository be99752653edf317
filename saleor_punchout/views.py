"""HTTP in, a flow, HTTP out: the endpoint for documents, and the pages that a buyer passes through."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from saleor_punchout import tasks
from saleor_punchout.caller import address_of, base_url
from saleor_punchout.documents.arrival import Arrival
from saleor_punchout.documents.guard import ORDER_LIMIT
from saleor_punchout.exceptions import CartRefused, GatewayError, LinkSpent
from saleor_punchout.flows import attachment, cart, dispatch, journal, visit
from saleor_punchout.models import PunchOutSession
from saleor_punchout.pages import render_page, return_form, secured, summary, survival

logger = logging.getLogger(__name__)

MAX_CODE_BODY = 4096


@method_decorator(csrf_exempt, name="dispatch")  # procurement systems post here; the document itself authenticates
class CxmlView(View):
    """The one endpoint for every cXML document."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Health checks and curious people."""
        return HttpResponse("This is a cXML endpoint. POST a cXML document.\n", content_type="text/plain")

    def post(self, request: HttpRequest) -> HttpResponse:
        arrival = Arrival(
            # Not request.body: Django would refuse more than DATA_UPLOAD_MAX_MEMORY_SIZE with a page of HTML.
            request.read(ORDER_LIMIT + 1),
            request.headers.get("Content-Type", ""),
            request.headers.get("Content-Encoding", ""),
        )
        answer = dispatch.answer(arrival, address=address_of(request), base_url=base_url(request))
        tasks.carry_out(answer.order)
        return HttpResponse(answer.body, status=answer.http_status, content_type=answer.content_type)


class BuyerView(View):
    """A page that a buyer passes through. Its address is the credential: no cookie, and so nothing to forge."""

    kind = ""
    """What the journal calls it."""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except LinkSpent as error:
            journal.turned_away(self.kind, error, address_of(request))
            return self._ended(request, error.message, 410)
        except CartRefused as error:
            journal.turned_away(self.kind, error, address_of(request))
            still_open = error.code != "SESSION_CLOSED"
            return self._ended(request, error.message, 409, cancel=kwargs["token"] if still_open else "")
        except GatewayError as error:
            logger.warning("A buyer has to wait: %s", error.message)
        except Exception:
            logger.exception("A page for a buyer failed.")
        return self._ended(request, "The shop does not answer at the moment. Wait a little, then try again.", 503)

    def _ended(self, request: HttpRequest, message: str, status: int, *, cancel: str = "") -> HttpResponse:
        """What went wrong and whose turn it is; ``cancel`` is the token of a visit that can still be given up."""
        response = render_page(request, "ended.html", {"message": message, "cancel": cancel}, status=status)
        response._has_been_logged = True  # Django would log the address, and that is the credential
        return response


class StartView(BuyerView):
    """Where procurement sends the buyer. Looking at it spends nothing: link scanners look at everything."""

    kind = "StartLink"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        session = visit.find_start(token)
        return render_page(request, "start.html", {}, session=session, forms_to=session.partner.storefront_url)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        session = visit.find_start(token)
        location = visit.start(token)
        if not location:
            return self.get(request, token)  # which tells now what could not be put into the cart
        return secured(HttpResponse(status=303, headers={"Location": location}), session=session)


class ReturnView(BuyerView):
    """The cart, and the way back with it."""

    kind = "ReturnLink"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        session = visit.find_session(token)
        if session.state == PunchOutSession.State.RETURNED:
            return self.post(request, token)
        seen = cart.preview(session)
        if not seen.checkout.lines and not cart.may_be_emptied(session):
            raise cart.nothing_to_return()
        context = {"summary": summary(seen.checkout), **survival(seen.warnings), "token": token}
        return render_page(request, "return.html", context, session=session)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        session = visit.find_session(token)
        form, sent = cart.transfer(session, base_url(request), emptied=request.POST.get("emptied") == "yes")
        tasks.wake(tasks.empty_checkout, session.pk)
        return return_form(request, session, form, sent)


class CancelView(BuyerView):
    """The way back without a cart."""

    kind = "CancelLink"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return render_page(request, "cancel.html", {}, session=visit.find_session(token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        session = visit.find_session(token)
        return return_form(request, session, cart.cancel(session, base_url(request)))


@method_decorator(csrf_exempt, name="dispatch")
class StorefrontSessionView(View):
    """What a storefront's server learns for a code; the same as the mutation ``punchOutSessionStart``."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            code = json.loads(request.read(MAX_CODE_BODY))["code"]
            started = visit.redeem(str(code), base_url(request))
        except (ValueError, KeyError, TypeError, RecursionError):
            return JsonResponse({"error": 'Send JSON: {"code": "…"}'}, status=400)
        except LinkSpent as error:
            journal.turned_away("StorefrontSession", error, address_of(request))
            help_url = f"{base_url(request)}/start/spent"  # like every start link that was used
            return JsonResponse({"error": error.message, "helpUrl": help_url}, status=410)
        return JsonResponse(
            {
                "partnerName": started.session.partner.name,
                "operation": started.session.operation,
                "checkoutId": started.session.checkout_id,
                "channel": started.session.partner.channel,
                "returnUrl": started.return_url,
                "cancelUrl": started.cancel_url,
                "sessionToken": started.token,
                "loginCode": started.login_code or None,
                "path": started.path,
                "maxAge": started.max_age,
            },
            headers={"Cache-Control": "no-store"},
        )


class AttachmentView(View):
    """A file that came with an order, to be saved and never shown. Its address is the credential, for some minutes."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            found = attachment.find(token)
        except LinkSpent as error:
            response = HttpResponse(error.message, status=410, content_type="text/plain; charset=UTF-8")
            response._has_been_logged = True  # Django would log the address
        else:
            # What a sender says of a file is not repeated to a browser, which might act upon it.
            response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
            response["Content-Disposition"] = attachment.disposition(found)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        response.xframe_options_exempt = True  # a frame of the Dashboard asks for it, and shows nothing of it
        return response
