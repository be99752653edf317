"""Everything that can go wrong, and the cXML status that it deserves.

    PunchOutError                          500  our fault
    ├── DocumentError (ValueError)              what the sender wrote
    │   ├── NotAcceptable                  406  cannot be parsed, or is hostile
    │   ├── BadRequest                     400  parsed, but cannot be used
    │   ├── NotSupported                   450  understood, but not built or not enabled
    │   └── DocumentTooLarge               499  over the limit (HTTP 413 where no cXML answer is possible)
    ├── AuthenticationFailed               401  unknown sender or wrong secret: one text for both
    ├── NotGenuine                         401  a webhook or token that the Saleor which it names did not sign
    │   └── UnknownKey                          signed by a key that we do not have: it may be a new one
    ├── RegistrationRefused                403  a Saleor that may not connect
    ├── NotPermitted                       403  known sender, forbidden wish
    ├── Conflict                           409  the same order with other content
    ├── PreconditionFailed                 412  nothing to edit
    ├── UnknownOrder                       417  an order that never came
    ├── TemporarilyUnavailable             560  try again later
    ├── LinkSpent                               a start link or code that was used, expired or never existed
    ├── CartRefused                             a cart that cannot be returned as it stands
    ├── GatewayError                       550  Saleor, or a procurement system that we call
    │   ├── SaleorUnreachable                   no answer, or none that can be read: ask again
    │   ├── SaleorRefused                       an answer with errors: asking again will not help
    │   ├── SaleorForbids                       our token or our permissions: asking again helps once staff mended it
    │   ├── BuyerUnreachable                    no answer of a procurement system to a document of ours: send it again
    │   └── AddressForbidden                    an address that we must not call
    └── ConfigurationError                      a setting that is missing or wrong

``status`` is a cXML status code (cXML 1.2 status codes as listed by SAP Ariba note 188136). The only place
that turns one of these into a ``Status`` element is :mod:`saleor_punchout.flows.dispatch`.

A message says what is wrong, for whom, and what to do. It never holds a secret or a part of a document that
could hold one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta


class PunchOutError(Exception):
    """Root of the tree. ``status`` is the cXML status code, ``label`` the standard's text for it."""

    status: int = 500
    label: str = "Internal Server Error"

    @property
    def message(self) -> str:
        return str(self)


class DocumentError(PunchOutError, ValueError):
    """The document itself is at fault."""

    status = 400
    label = "Bad Request"


class NotAcceptable(DocumentError):
    """Unparsable, hostile, or not cXML at all."""

    status = 406
    label = "Not Acceptable"


class BadRequest(DocumentError):
    """Parsed, but unusable: no return URL, no items, amounts that are no numbers, doubled elements."""

    @classmethod
    def joining(cls, errors: Sequence[PunchOutError]) -> BadRequest:
        """One error that names every fault, so that the sender mends them in one go."""
        return cls(" ".join(dict.fromkeys(error.message for error in errors)))


class NotSupported(DocumentError):
    """A request or operation that we do not carry out."""

    status = 450
    label = "Not Implemented"


class DocumentTooLarge(DocumentError):
    """More bytes, elements or lines than we take."""

    status = 499
    label = "Document Size Error"


class UnsupportedMediaType(DocumentError):
    """A content coding that we cannot undo: HTTP 415, for the caller does not speak cXML."""

    status = 406
    label = "Not Acceptable"


class AuthenticationFailed(PunchOutError):
    """Unknown sender, wrong secret or bad MAC. ``detail`` is for the shop's staff, never for the caller."""

    status = 401
    label = "Unauthorized"

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "The sender could not be authenticated. Check domain and identity of From, To and Sender, and the"
            " shared secret, with the supplier."
        )
        self.detail = detail


class NotGenuine(PunchOutError):
    """A webhook or a Dashboard token that does not come from the Saleor that it names, or is not meant for us."""

    status = 401
    label = "Unauthorized"


class UnknownKey(NotGenuine):
    """Signed by a key that is not among those that we keep of that Saleor. It may have a new one."""


class RegistrationRefused(PunchOutError):
    """A Saleor that wants to connect, and may not; ``code`` is stable for programs."""

    status = 403
    label = "Forbidden"

    def __init__(self, message: str, code: str, status: int = 403) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class NotPermitted(PunchOutError):
    """The sender is known, but may not do this."""

    status = 403
    label = "Forbidden"


class Conflict(PunchOutError):
    """The same order and version was taken with other content."""

    status = 409
    label = "Conflict"


class PreconditionFailed(PunchOutError):
    """Edit or inspect of a cart that does not exist."""

    status = 412
    label = "Precondition Failed"


class UnknownOrder(PunchOutError):
    """Update or delete of an order that never came."""

    status = 417
    label = "Expectation Failed"


class TemporarilyUnavailable(PunchOutError):
    """Busy: the sender should repeat the same document later."""

    status = 560
    label = "Temporary server error"


class LinkSpent(PunchOutError):
    """A start link, code or session token that was used, has expired, or never existed.

    The three are told apart for nobody: whoever holds a dead link learns nothing about the session. ``session`` is for
    the journal: the visit that it once led to, where there was one.
    """

    status = 410
    label = "Gone"

    def __init__(self, message: str, session: object | None = None) -> None:
        super().__init__(message)
        self.session = session


class CartRefused(PunchOutError):
    """A cart that cannot go back to procurement as it stands. ``code`` is stable for front ends."""

    status = 400
    label = "Bad Request"

    def __init__(self, message: str, code: str, session: object | None = None) -> None:
        super().__init__(message)
        self.code, self.session = code, session


class GatewayError(PunchOutError):
    """Saleor, or a procurement system, did not do what we asked."""

    status = 550
    label = "Unable to reach cXML server"


class SaleorUnreachable(GatewayError):
    """No answer, or no answer that can be read. Whether Saleor acted is unknown: look up before repeating.

    ``wait`` is how long Saleor asks to be left alone; zero where it does not say.
    """

    def __init__(self, message: str, *, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait


class SaleorRefused(GatewayError):
    """Saleor answered with errors. ``code`` is the first error's code, ``errors`` all of them as they came, ``told``
    their words."""

    def __init__(self, operation: str, errors: Sequence[dict[str, object]]) -> None:
        first = errors[0] if errors else {}
        self.operation = operation
        self.errors = list(errors)
        self.code = str(first.get("code") or "")
        self.told = "; ".join(str(error.get("message") or error.get("code")) for error in errors)
        super().__init__(f"Saleor refused {operation}: {self.told}")


class SaleorForbids(GatewayError):
    """Our token is revoked, or the app lacks a permission. Nothing is wrong with what we asked, so it waits."""


class BuyerUnreachable(GatewayError):
    """No whole answer of a procurement system. Whether our document arrived is unknown."""


class AddressForbidden(GatewayError):
    """An address inside our own network, or a redirect: never followed."""


class ConfigurationError(PunchOutError):
    """A setting that is missing or wrong; the message shows the line to write."""
