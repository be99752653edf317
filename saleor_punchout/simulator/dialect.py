"""How a procurement system speaks and listens, as data; the systems themselves stand in :mod:`simulator.dialects`.

Templates are filled by ``str.format``: with what is known of the person (``{email} {login} {name} {first_name}
{last_name} {cost_centre}``, and ``{LOGIN}`` or ``{LAST_NAME}`` in capitals), and of the moment (``{moment}``, an aware
time, so that ``{moment:%Y}`` works, ``{seconds} {milliseconds} {number} {hex} {host}``). A template that begins with
``base64:`` is filled, then encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CXML, OCI, ORACLE = "cxml", "oci", "oracle"
ISO = "{moment:%Y-%m-%dT%H:%M:%S}+00:00"
"""As cXML asks; the clock is always UTC."""
WITHOUT_OFFSET = "{moment:%Y-%m-%dT%H:%M:%S}"
ZULU = "{moment:%Y-%m-%dT%H:%M:%S}Z"
SPACED_OFFSET = "{moment:%Y-%m-%dT%H:%M:%S} +00:00"


@dataclass(frozen=True, slots=True)
class Contact:
    """The Contact of a setup request."""

    role: str = "endUser"
    """Empty: the attribute is missing."""
    name: str = "{name}"
    email: str = "{email}"
    """Empty: there is no Email."""
    email_name: str = ""
    stands_first: bool = False
    """Before BrowserFormPost, where no DTD allows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CxmlHabits:
    """How it writes cXML."""

    domains: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {"from": ("NetworkID",), "to": ("DUNS",), "sender": ("NetworkID",)}
    )
    """Of the Credentials of each party."""
    sender: str = ""
    """Identity of the sender where that is not the buyer: the network, or the platform."""
    is_one_identity: bool = False
    """From, To and Sender are one and the same."""
    user_agent: str = "Procurement 1.0"
    doctype: str = "1.2.014"
    """Version of the DTD that its setup request declares; empty: there is no DOCTYPE."""
    order_doctype: str | None = None
    """That of its order, where it is another."""
    order_system_id: str = ""
    """Its order names this instead of an address, such as a bare ``cXML.dtd``."""
    order_encoding: str = "UTF-8"
    version: str | None = None
    """Its attribute ``version``; None: there is none."""
    language: str = "en-US"
    timestamp: str = ISO
    order_date: str = ISO
    payload_id: str = "{seconds}.{number}@{host}"
    buyer_cookie: str = "{hex}"
    extrinsics: Mapping[str, str] = field(default_factory=lambda: {"UserEmail": "{email}", "UniqueName": "{login}"})
    order_extrinsics: Mapping[str, str] = field(default_factory=dict)
    contact: Contact | None = Contact()
    names_ship_to: bool = True
    """In its setup request; its orders always have one."""
    selected_item: str | None = None
    """The part number that it sends where its user chose none; None: no SelectedItem at all."""
    padding: str = ""
    """What stands around every text of its setup request."""
    numbers_lines: bool = True
    """Its orders have lineNumber; else the Extrinsics LINENUM and SHIPMENTNUM."""
    order_version: bool = False
    """Its orders count their versions."""
    changes: tuple[str, ...] = ("update", "delete")
    """What it sends of an order that it sent before."""
    names_former: bool = True
    """A change names the document that it replaces."""
    bare_delete: bool = False
    """Its delete has a header and no lines, though every DTD asks for one."""
    order_id: str = "PO-{number}"
    asks_for_profile: bool = True
    sends_orders: bool = True
    """By cXML; else its orders go by other ways."""
    operations: tuple[str, ...] = ("create", "edit", "inspect")
    """What it asks for."""
    is_valid: bool = True
    """No DTD allows its setup request."""
    no_status: str = "The supplier's answer is no cXML Response with a Status."
    """What its user reads where the answer cannot be understood."""
    refused: str = "The supplier answered {code} {text}. {message}"
    """What its user reads where the answer is no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OciHabits:
    """How it calls an OCI catalogue."""

    method: str = "POST"
    username: str = "USERNAME"
    password: str = "PASSWORD"  # noqa: S105  # the name of a parameter
    hook: str = "HOOK_URL"
    hook_is_last: bool = False
    """The hook stands at the end of the address and is not encoded."""
    hook_query: str = ""
    """What its own return address carries."""
    sapevent: bool = False
    """Its return address is ``SAPEVENT:POST``, for it shows the shop inside SAP GUI."""
    parameters: Mapping[str, str] = field(
        default_factory=lambda: {"OCI_VERSION": "4.0", "~OkCode": "ADDI", "~CALLER": "CTLG", "~TARGET": "_top"}
    )
    functions: tuple[str, ...] = ("DETAIL", "VALIDATE", "SOURCING", "BACKGROUND_SEARCH")
    charset: str = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class OracleHabits:
    """How it asks for a visit in Oracle's native XML."""

    exchange_name: str = "Oracle iProcurement"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a field holds when a cart comes in."""

    size: int
    is_bytes: bool = False
    """Counted in UTF-8 bytes."""
    is_cut: bool = True
    """What is too long is cut; else the whole line is refused."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How it takes a cart. Names of fields are those of :class:`simulator.cart.Line`."""

    return_fields: tuple[str, ...] = ("cxml-urlencoded", "cXML-base64")
    is_case_exact: bool = False
    """Another spelling of these names is not seen."""
    keeps_last_value: bool = False
    """Of a field that comes twice only the last value is seen."""
    max_bytes: int | None = None
    """Of the whole form."""
    max_fields: int | None = None
    """Of a form by OCI; those that follow are dropped without a word, as PHP does."""
    reads_total: bool = True
    limits: Mapping[str, Limit] = field(default_factory=dict)
    units: frozenset[str] = frozenset()
    """Units of measure that it knows; empty: it takes any."""
    sure_units: frozenset[str] | None = None
    """Units that it knows wherever it runs; all others only where somebody has set them up. None: nothing is known."""
    unknown_unit: str = "refuses the cart"
    """What it does with another: ``refuses the cart``, ``drops the line``, or the unit that it becomes."""
    needs: tuple[str, ...] = ()
    """Fields without which it drops a line."""
    forbidden_in_part_id: str = ""
    breaks_on_empty: bool = False
    """A cart without lines breaks its import."""
    price_decimals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One procurement system, from the outside."""

    key: str
    name: str
    system: str = ""
    """Key of the procurement system that this is a variant of; empty: it is one itself."""
    protocols: tuple[str, ...] = (CXML,)
    """The usual one first."""
    framing: str = "either"
    """Where its users see the shop: ``frame``, ``window`` or ``either``."""
    timeout: int = 60
    """Seconds that it waits for an answer."""
    cxml: CxmlHabits = CxmlHabits()
    oci: OciHabits = OciHabits()
    oracle: OracleHabits = OracleHabits()
    intake: Intake = Intake()
    sources: tuple[str, ...] = ()
    unsourced: frozenset[str] = frozenset()
    """What below nobody has written down in public: names of fields, of whatever part. Confirm it with a real one."""
