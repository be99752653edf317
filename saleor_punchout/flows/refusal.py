"""What a call without cXML is told when it is refused, and with which HTTP status: the one table of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from saleor_punchout.exceptions import (
    AuthenticationFailed,
    CartRefused,
    ConfigurationError,
    DocumentError,
    DocumentTooLarge,
    GatewayError,
    NotPermitted,
    NotSupported,
    PunchOutError,
    TemporarilyUnavailable,
)
from saleor_punchout.flows.login import REFUSED

logger = logging.getLogger(__name__)

OUR_FAULT = "An error on our side. Try again later; where it stays, tell the supplier."
SHOP_AWAY = "The shop does not answer at the moment. Wait a little, then try again."

HTTP_STATUS: tuple[tuple[type[PunchOutError], int], ...] = (
    (AuthenticationFailed, 403),
    (NotPermitted, 403),
    (NotSupported, 501),
    (DocumentTooLarge, 413),
    (DocumentError, 400),
    (CartRefused, 409),
    (TemporarilyUnavailable, 503),
    (GatewayError, 503),
)
"""The first that fits; everything else is our fault: 500."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The end of a call that was not carried out."""

    http_status: int
    told: str
    """To the caller: nothing of Saleor, of our settings, or of which half of a login was wrong."""
    cause: str
    """To the shop's staff."""


def refusal_of(error: Exception) -> Refusal:
    """What becomes of an error, also of one that nobody thought of, which goes to the log."""
    if not isinstance(error, PunchOutError):
        logger.error("A call could not be answered.", exc_info=error)
        return Refusal(500, OUR_FAULT, OUR_FAULT)
    status = next((status for kind, status in HTTP_STATUS if isinstance(error, kind)), 500)
    return Refusal(status, _told(error), error.detail if isinstance(error, AuthenticationFailed) else error.message)


def _told(error: PunchOutError) -> str:
    if isinstance(error, AuthenticationFailed):
        return REFUSED
    if isinstance(error, GatewayError):
        return SHOP_AWAY
    return OUR_FAULT if isinstance(error, ConfigurationError) or type(error) is PunchOutError else error.message
