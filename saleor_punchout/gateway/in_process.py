"""Saleor in this very process: the same documents, executed by Saleor's own schema with the rights of an app.

Only here, in the plugin and in :mod:`saleor_punchout.host` is Saleor imported, and only once a question is asked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.db import connection
from django.http import HttpRequest
from graphql import GraphQLError

from saleor_punchout.exceptions import SaleorForbids, SaleorUnreachable
from saleor_punchout.gateway.transports import Answer, plain
from saleor_punchout.host import writer

if TYPE_CHECKING:
    from saleor.app.models import App

logger = logging.getLogger(__name__)

APP_IDENTIFIER = "saleor-punchout.core"
"""Another than that of the manifest, for Saleor installs no second app of one identifier."""
APP_UUID = uuid5(NAMESPACE_URL, APP_IDENTIFIER)
"""Unique in Saleor's table, which identifiers are not: two processes that begin at once make one app."""
APP_PERMISSIONS = frozenset(
    {
        "checkout.handle_checkouts",
        "checkout.manage_checkouts",
        "order.manage_orders",
        "payment.handle_payments",
        "account.impersonate_user",
        "account.manage_users",
    }
)
"""What the operations need, and nothing else."""


class InProcessTransport:
    """A Transport. With a token the question is asked by the app that holds it, which is how a token is tried; without
    one by :func:`our_app`."""

    def __init__(self, api_url: str, token: str) -> None:
        self._token = token.strip()

    def execute(self, document: str, variables: Mapping[str, Any]) -> Answer:
        if connection.in_atomic_block:
            raise RuntimeError(
                "Saleor may not be asked inside a transaction: its hooks, webhooks and tasks would wait for the end."
            )
        travelled = json.loads(json.dumps(variables, default=plain))  # what cannot travel is refused here as well
        with writer():
            request = self._request()
            try:
                return _answer(document, travelled, request)
            except (GraphQLError, ValueError) as error:  # the document or its variables: nothing was begun
                return {"errors": _told([GraphQLError(str(error))])}
            except Exception as error:
                logger.exception("Saleor failed in this process.")
                raise SaleorUnreachable(f"Saleor failed in this process: {type(error).__name__}.") from error

    def _request(self) -> HttpRequest:
        """A request of its own for each question: dataloaders belong to one thread and one moment.

        Everything is read from the writer database. Most questions follow a change of ours, which a replica may not
        know yet, and one transport cannot tell what another has changed.
        """
        request = HttpRequest()
        request.method = "POST"
        request.META.update(SERVER_NAME="localhost", SERVER_PORT="80", REMOTE_ADDR="127.0.0.1")
        request.allow_replica = False
        if self._token:
            request.META["HTTP_AUTHORIZATION"] = f"Bearer {self._token}"
        else:
            request.app = request.requestor = our_app()
        return request


def our_app() -> App:
    """The app as which we ask, made and put right where that is needed.

    An app that staff deleted comes back, for without it the plugin can do nothing; one that they deactivated stays so.
    Raises :class:`SaleorForbids` then.
    """
    from saleor.app.models import App

    given = {"identifier": APP_IDENTIFIER, "name": "PunchOut (plugin)", "is_active": True}
    app, _ = App.objects.get_or_create(uuid=APP_UUID, defaults=given)
    if app.removed_at is not None:
        app.removed_at, app.is_active = None, True
        app.save(update_fields=["removed_at", "is_active"])
    if not app.is_active:
        raise SaleorForbids(
            f"The app {app.name} is deactivated in Saleor. Activate it among the apps of the Dashboard."
        )
    if app.get_permissions() != APP_PERMISSIONS:
        app = _permitted(app)
    return app


def _permitted(app: App) -> App:
    from saleor.permission.models import Permission

    codenames = [name.partition(".")[2] for name in APP_PERMISSIONS]
    app.permissions.set(Permission.objects.filter(codename__in=codenames))
    return type(app).objects.get(pk=app.pk)  # anew, for Saleor keeps what the app may do with the object


def _answer(document: str, variables: dict[str, Any], request: HttpRequest) -> Answer:
    from saleor.graphql import api
    from saleor.graphql.context import clear_context, get_context_value

    parsed = api.backend.document_from_string(api.schema, document)
    request.path = request.path_info = str(api.API_PATH)
    context = get_context_value(request)
    try:
        result = parsed.execute(root=None, variables=variables, context=context, middleware=None)
        errors = {"errors": _told(result.errors)} if result.errors else {}
        return {"data": _exact(result.data), **errors}
    finally:
        clear_context(context)


def _told(errors: Iterable[Exception]) -> list[dict[str, Any]]:
    """As Saleor tells them over HTTP: with the class of the cause as code."""
    from saleor.graphql.utils import format_error
    from saleor.graphql.views import GraphQLView

    return [format_error(error, GraphQLView.HANDLED_EXCEPTIONS) for error in errors]


def _exact(value: Any) -> Any:
    """Plain JSON values, with amounts as the decimal numbers that their floats stand for."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {key: _exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_exact(one) for one in value]
    return value
