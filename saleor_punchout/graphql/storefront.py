"""What a storefront does for its buyer: begin the visit, return the cart, go back without one."""

from __future__ import annotations

from typing import Any

import graphene
from django.template.loader import render_to_string
from graphql import ResolveInfo

from saleor_punchout import tasks
from saleor_punchout.caller import base_url
from saleor_punchout.exceptions import CartRefused
from saleor_punchout.flows import cart, visit
from saleor_punchout.flows.returning import ReturnForm
from saleor_punchout.graphql.mutation import PunchOutMutation
from saleor_punchout.graphql.preview import CartWarning
from saleor_punchout.graphql.shapes import list_of
from saleor_punchout.graphql.types import Cart, Session


class FormField(graphene.ObjectType):
    class Meta:
        name = "PunchOutFormField"

    name = graphene.String(required=True)
    value = graphene.String(required=True)


class Form(graphene.ObjectType):
    """A form that the buyer's browser must post by itself: procurement knows the buyer by the browser."""

    class Meta:
        name = "PunchOutForm"

    action = graphene.String(
        required=True, description="Empty where nothing must be posted: then the buyer closes the window."
    )
    method = graphene.String(required=True)
    target = graphene.String(required=True)
    charset = graphene.String(required=True, description="The form's `accept-charset`.")
    fields = list_of(FormField)


class PunchOutSessionStart(PunchOutMutation):
    """Redeem the code that the start page put into the storefront's address. It works once, within a minute."""

    class Arguments:
        code = graphene.String(required=True)

    session = graphene.Field(Session)
    session_token = graphene.String(description="Bearer of the session: keep it in a cookie that scripts cannot read.")
    checkout_id = graphene.String()
    channel = graphene.String()
    return_url = graphene.String(description="Our page that returns the cart; link to it, or use the mutation.")
    cancel_url = graphene.String(description="Our page that goes back without a cart.")
    login_code = graphene.String(
        description="Logs the buyer in by `externalObtainAccessTokens`, once; null where there is no login."
    )
    path = graphene.String(description="Where in the storefront the buyer begins.")
    operation = graphene.String(description="create, edit, or inspect: a cart that is only to be looked at.")
    max_age = graphene.Int(description="Seconds until the session expires.")

    @classmethod
    def perform(cls, info: ResolveInfo, code: str) -> dict[str, Any]:
        started = visit.redeem(code, base_url(info.context))
        return {
            "session": started.session,
            "session_token": started.token,
            "checkout_id": started.session.checkout_id,
            "channel": started.session.partner.channel,
            "return_url": started.return_url,
            "cancel_url": started.cancel_url,
            "login_code": started.login_code or None,
            "path": started.path,
            "operation": started.session.operation,
            "max_age": started.max_age,
        }


class PunchOutCheckoutTransfer(PunchOutMutation):
    """Turn the checkout into a PunchOutOrderMessage. Asked again, it gives the same document."""

    class Arguments:
        session_token = graphene.String(required=True)
        checkout_id = graphene.ID(required=True)
        emptied = graphene.Boolean(
            description="Of an edited cart without lines: the buyer wants them deleted from the request."
        )

    form = graphene.Field(Form)
    html = graphene.String(
        description="The form as HTML, with a button: for storefronts that would rather not build it."
    )
    cart = graphene.Field(Cart)
    warnings = graphene.List(
        graphene.NonNull(CartWarning), description="What procurement will not see as the shop does."
    )

    @classmethod
    def perform(cls, info: ResolveInfo, session_token: str, checkout_id: str, emptied: bool = False) -> dict[str, Any]:
        session = visit.find_session(session_token)
        if checkout_id != session.checkout_id:
            raise CartRefused("This checkout is not the one of the PunchOut session.", "CHECKOUT_NOT_FOUND", session)
        form, snapshot = cart.transfer(session, base_url(info.context), emptied=emptied)
        tasks.wake(tasks.empty_checkout, session.pk)
        return {"form": form, "html": _html(form), "cart": snapshot, "warnings": snapshot.warnings}


class PunchOutSessionCancel(PunchOutMutation):
    """Go back without a cart; what procurement already has stays as it is."""

    class Arguments:
        session_token = graphene.String(required=True)

    form = graphene.Field(Form)
    html = graphene.String()

    @classmethod
    def perform(cls, info: ResolveInfo, session_token: str) -> dict[str, Any]:
        form = cart.cancel(visit.find_session(session_token), base_url(info.context))
        return {"form": form, "html": _html(form)}


def _html(form: ReturnForm) -> str:
    return render_to_string("punchout/form.html", {"form": form})


class PunchOutStorefrontMutations(graphene.ObjectType):
    """Mixed into a host's mutation type."""

    class Meta:
        abstract = True

    punch_out_session_start = PunchOutSessionStart.Field()
    punch_out_checkout_transfer = PunchOutCheckoutTransfer.Field()
    punch_out_session_cancel = PunchOutSessionCancel.Field()
