"""The call of an OCI catalogue, which the buyer's browser brings by GET or POST (OCI 4.0 and 5.0, *outbound section*).

There is no handshake and no header: who calls, where the cart goes, and what is wanted all stand in the parameters.
The names of three of them are variables that the buyer configures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote

from saleor_punchout.documents import lexical
from saleor_punchout.documents.oci.parameters import CONTROL, Parameters, read_parameters
from saleor_punchout.documents.reading import Notes

FUNCTIONS = ("DETAIL", "VALIDATE", "SOURCING", "BACKGROUND_SEARCH", "DETAILADD", "QUANTITYCHECK", "DOWNLOADJSON")
OF_ONE_PRODUCT = ("DETAIL", "VALIDATE", "DETAILADD", "QUANTITYCHECK")
"""Functions that mean nothing without a PRODUCTID."""
SAPEVENT = "SAPEVENT:POST"
"""The return address of the browser inside SAP GUI: no URL, but this literal."""

MAX_HOOK_FIELDS = 200
"""Parameters that a return address may have of its own."""
MAX_DECODINGS = 5
"""How often an address is decoded again."""

_ECHOED = ("~okcode", "~caller", "~target")
_ENCODED_ADDRESS = re.compile(r"(?:https?|sapevent)%(?:25)*3a", re.IGNORECASE)
_TARGET = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}", re.ASCII)
STANDARD = frozenset(
    """
        function returntarget http_content_charset oci_version ociversion ocicancel sap-language ~language productid
        quantity searchstring vendor transactionid pagesize requestedpage cti ~okcode ~caller ~target
    """.split()
)
"""Parameters whose names are fixed, in lower case."""


@dataclass(frozen=True, slots=True)
class ParameterNames:
    """What the buyer's system calls the parameters that have no fixed name; compared without regard to case."""

    username: str = "USERNAME"
    password: str = "PASSWORD"  # noqa: S105  # the name of a parameter
    hook: str = "HOOK_URL"
    hook_is_last: bool = False
    """The return address stands at the end of the query and is not encoded: all that follows belongs to it (IFS)."""


@dataclass(frozen=True, slots=True)
class CallUp:
    """One call. An empty string stands for a parameter that is missing."""

    username: str
    password: str = field(repr=False)
    hook_url: str = ""
    """Where the cart goes; ``SAPEVENT:POST`` inside SAP GUI. Not to be trusted before the login is, and only then if
    its host is among those of the partner."""
    function: str = ""
    """One of ``FUNCTIONS``; empty for shopping."""
    echo: tuple[tuple[str, str], ...] = ()
    """``~OkCode``, ``~CALLER`` and ``~TARGET`` with the names as received; they go back with the cart."""
    return_target: str = ""
    """Name of the browser window that takes the return form, as ``returntarget`` says (OCI 4.0)."""
    charset: str = ""
    """Of pages and form, a name that Python and browsers know; empty where the call does not say."""
    version: str = ""
    cancel_url: str = ""
    """Where to go without a cart (``OCICANCEL`` of IFS); to be checked like ``hook_url``."""
    language: str = ""
    product_id: str = ""
    quantity: Decimal | None = None
    search_string: str = ""
    vendor: str = ""
    transaction_id: str = ""
    page_size: int | None = None
    requested_page: int | None = None
    """From 1."""
    cti: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """All other parameters, such as the user's name, by name in lower case."""

    @property
    def target(self) -> str:
        """The window that takes the return form: what OCI 4.0 asks for, else what ITS does, else the whole one."""
        asked = [self.return_target, *(value for name, value in self.echo if name.lower() == "~target")]
        return next(filter(_TARGET.fullmatch, asked), "_top")


def read_call_up(query: bytes, form: bytes, names: ParameterNames, notes: Notes) -> CallUp:
    """The call by its query, its form body, or both, in that order. Faults go to ``notes``.

    Raises :class:`DocumentTooLarge` over the limits of :mod:`documents.oci.parameters`.
    """
    sources = [query, form]
    last = ""
    if names.hook_is_last:
        sources, last = _without_last(sources, names.hook)
    said = read_parameters(tuple(sources), notes)
    call_up = CallUp(
        username=said.get(names.username),
        password=next((value for _, value in said.named(names.password)), ""),
        hook_url=_read_hook(last, said, names, notes),
        function=said.get("FUNCTION").upper(),
        echo=tuple(said.named(name)[0] for name in _ECHOED if said.named(name)),
        return_target=said.get("returntarget"),
        charset=said.charset,
        version=said.get("OCI_VERSION", "OCIVERSION"),
        cancel_url=_read_address(said.get("OCICANCEL"), "OCICANCEL", notes),
        language=said.get("sap-language", "~Language"),
        product_id=said.get("PRODUCTID"),
        quantity=_read_quantity(said.get("QUANTITY"), notes),
        search_string=said.get("SEARCHSTRING"),
        vendor=said.get("VENDOR"),
        transaction_id=said.get("TRANSACTIONID"),
        page_size=_read_count(said.get("PAGESIZE"), "PAGESIZE", notes),
        requested_page=_read_count(said.get("REQUESTEDPAGE"), "REQUESTEDPAGE", notes),
        cti=said.get("CTI"),
        fields=_others(said, names),
    )
    _check(call_up, names, notes)
    return call_up


def _without_last(sources: list[bytes], hook: str) -> tuple[list[bytes], str]:
    """The sources without the return address at their end, and the address. One that is encoded ends like any other
    parameter."""
    start = re.compile(rb"(?:\A|&)%b=(?!(?:https?|sapevent)%%(?:25)*3a)" % re.escape(hook.encode()), re.IGNORECASE)
    for number, source in enumerate(sources):
        found = start.search(source)
        if found:
            cut = [*sources[:number], source[: found.start()], *sources[number + 1 :]]
            return cut, source[found.end() :].decode("utf-8", "replace").strip()
    return sources, ""


def _read_hook(last: str, said: Parameters, names: ParameterNames, notes: Notes) -> str:
    values = [last] if last else []
    values += [value.strip() for _, value in said.named(names.hook) if value.strip()]
    addresses = [_read_address(value, names.hook, notes) for value in values]
    if len({_host(address) for address in addresses}) > 1:
        notes.fault(f"{names.hook} came more than once, with different hosts; send one.")
    return addresses[0] if addresses else ""


def _host(address: str) -> str:
    try:
        return lexical.host_of(lexical.return_address(address))
    except (lexical.LexicalError, ValueError):
        return address.upper()


def _read_address(value: str, name: str, notes: Notes) -> str:
    """A return address, decoded as often as it was encoded. One that cannot be used is a fault, and is kept as it is
    for whoever looks for the mistake."""
    address = _decoded(value, name, notes)
    if not address or address == SAPEVENT:
        return address
    if address.upper().startswith("SAPEVENT"):
        notes.fault(f"{name} must be an https URL, or {SAPEVENT} exactly.")
        return address
    if notes.return_address(address, name):
        _check_query(address, name, notes)
    return address


def _check_query(address: str, name: str, notes: Notes) -> None:
    """The parameters of the address become fields of the form, so they are held to the rules for parameters."""
    try:
        fields = split_hook(address)[1]
    except ValueError:
        notes.fault(f"{name} has more than {MAX_HOOK_FIELDS:,} parameters; send fewer.")
        return
    if any(CONTROL.search(word) for field in fields for word in field):
        notes.fault(f"{name} holds control characters; remove them.")


def _decoded(address: str, name: str, notes: Notes) -> str:
    for _ in range(MAX_DECODINGS):
        if not _ENCODED_ADDRESS.match(address):
            break
        notes.remark("double_encoded", f"{name} was percent-encoded more than once; it was decoded again.")
        address = unquote(address)
    return address


def _read_quantity(text: str, notes: Notes) -> Decimal | None:
    if not text:
        return None
    quantity = notes.number(text, "QUANTITY")
    if quantity is not None and quantity <= 0:
        notes.fault("QUANTITY must be above 0.")
    return quantity


def _read_count(text: str, name: str, notes: Notes) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text)):
        notes.fault(f"{name} must be a whole number above 0.")
        return None
    return int(text)


def _others(said: Parameters, names: ParameterNames) -> Mapping[str, str]:
    taken = STANDARD | {name.lower() for name in (names.username, names.password, names.hook)}
    found: dict[str, str] = {}
    for name, value in said.pairs:
        if name.lower() not in taken:
            found.setdefault(name.lower(), value.strip())
    return MappingProxyType(found)


def _check(call_up: CallUp, names: ParameterNames, notes: Notes) -> None:
    function = call_up.function
    if function and function not in FUNCTIONS:
        notes.fault(f"FUNCTION {function[:30]!r} is unknown; send {', '.join(FUNCTIONS)}, or none for shopping.")
    if not function and not call_up.hook_url:
        notes.fault(f"{names.hook} is missing; without it the cart cannot return. Send an https URL.")
    if function in OF_ONE_PRODUCT and not call_up.product_id:
        notes.fault(f"FUNCTION {function} needs a PRODUCTID.")


def split_hook(url: str) -> tuple[str, list[tuple[str, str]]]:
    """The return address as a form posts to it: without its query, whose parameters become hidden fields.

    A browser that posts a form sends no query of its own, but some servers of SAP look for these among the fields.
    """
    if url == SAPEVENT:
        return url, []
    address, _, fragment = url.partition("#")
    action, _, query = address.partition("?")
    fields = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_HOOK_FIELDS)
    return (f"{action}#{fragment}" if fragment else action), fields
