"""What may be configured of a trading partner: every setting is checked before a buyer finds out that it is wrong."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Set
from string import Formatter
from typing import Any, get_origin, get_type_hints
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from saleor_punchout.documents.cxml.form import BASE64, URLENCODED
from saleor_punchout.documents.guard import ENCODINGS
from saleor_punchout.flows.policy_settings import check_policy
from saleor_punchout.models import TradingPartner
from saleor_punchout.systems import SYSTEMS, PunchOutProtocol

PLACEHOLDERS = {"product_path": {"slug", "variant", "sku", "channel"}, "search_path": {"query", "channel"}}
"""What a path of the storefront may hold in braces."""
OWN_METADATA = "punchout"
"""What the metadata keys that we write ourselves begin with."""
_HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.ASCII)
_NETLOC = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.ASCII)
"""Of an origin in a Content-Security-Policy; a blank in it would begin the next one."""


def check_settings(partner: TradingPartner) -> None:
    """Bring the settings into the form in which they are kept. Raises ValidationError, per field."""
    partner.full_clean(exclude=["installation"])
    if partner.system not in SYSTEMS:
        raise ValidationError({"system": f"Unknown system; choose one of: {', '.join(SYSTEMS)}."})
    if partner.protocol not in (spoken := partner.procurement_system.protocols):
        name = partner.procurement_system.name
        raise ValidationError({"protocol": f"{name} does not speak it; choose one of: {', '.join(spoken)}."})
    partner.dialect = _dialect(partner)
    partner.unit_map = _texts("unit_map", partner.unit_map)
    partner.extrinsic_mapping = _mapping(partner.extrinsic_mapping)
    partner.return_hosts = [_host(host) for host in partner.return_hosts]
    partner.frame_ancestors = [_origin(origin) for origin in partner.frame_ancestors]
    for field, known in PLACEHOLDERS.items():
        _check_path(field, getattr(partner, field), known)
    check_policy(partner)


def flat(dialect: Mapping[str, Any]) -> dict[str, str]:
    """A dialect as names and texts: ``{"fields": {"VENDOR": "1"}}`` is ``{"fields.VENDOR": "1"}``."""
    settings: dict[str, str] = {}
    for name, value in dialect.items():
        if isinstance(value, Mapping):
            settings |= {f"{name}.{key}": str(inner) for key, inner in value.items()}
        else:
            settings[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return settings


def _dialect(partner: TradingPartner) -> dict[str, Any]:
    """The partner's own dialect with the types that :mod:`systems.base` gives its settings."""
    known = get_type_hints(type(partner.procurement_system.dialect(PunchOutProtocol(partner.protocol))))
    typed: dict[str, Any] = {}
    for name, text in flat(partner.dialect).items():
        if not text.isprintable():
            raise ValidationError({"dialect": f"{name} holds what cannot be printed."})
        setting, dot, key = name.partition(".")
        kind = get_origin(known.get(setting)) or known.get(setting)
        if kind is None or bool(dot) != (kind is Mapping):
            raise ValidationError({"dialect": f"{name} is no setting of {partner.protocol}: {_named(known)}."})
        if kind is Mapping:
            typed.setdefault(setting, {})[_cart_field(key)] = text
        else:
            typed[setting] = _truth(name, text) if kind is bool else _CHECKS.get(setting, str)(text)
    return typed


def _named(known: Mapping[str, Any]) -> str:
    return "it has " + ", ".join(f"{name}.<name>" if get_origin(kind) else name for name, kind in known.items())


def _truth(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise ValidationError({"dialect": f"{name} is true or false."})
    return text == "true"


OURS = frozenset("PRICE CURRENCY PRICEUNIT QUANTITY EXT_QUOTE_ID EXT_QUOTE_ITEM EXT_PRODUCT_ID".split())
"""Fields of a line that nobody may set for all of them: what is bought, how many and for how much."""


def _cart_field(name: str) -> str:
    if not re.fullmatch(r"[A-Z0-9_]{1,40}", name.upper(), re.ASCII):
        raise ValidationError({"dialect": f"{name[:40]!r} is no name of a field; write VENDOR or CUST_FIELD1."})
    if name.upper() in OURS:
        raise ValidationError({"dialect": f"{name} is the cart's own to say; it cannot be the same for every line."})
    return name


def _charset(text: str) -> str:
    if text.lower() not in ENCODINGS:
        raise ValidationError({"dialect": f"{text!r} is no charset that forms travel in; write utf-8 or iso-8859-1."})
    return text


def _field_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][\w.-]{0,63}", text, re.ASCII):
        raise ValidationError({"dialect": f"{text!r} is no name of a form field; write {URLENCODED} or {BASE64}."})
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ValidationError({"dialect": f"{text[:20]!r} is no number of fields; write 1000."})
    return int(text)


_CHECKS = {"charset": _charset, "return_field": _field_name, "most_fields": _count}


def _texts(field: str, given: object) -> dict[str, str]:
    """A map from text to text, neither of them empty."""
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise ValidationError({field: "Name a text for each text."})
    texts = {str(name).strip(): value.strip() for name, value in given.items()}
    if not all(text and text.isprintable() for text in (*texts, *texts.values())):
        raise ValidationError({field: "Neither a name nor a value may be empty or hold what cannot be printed."})
    return texts


def _mapping(given: object) -> dict[str, str]:
    """Extrinsics by name in lower case, and the metadata key of each."""
    keys = {name.lower(): key for name, key in _texts("extrinsic_mapping", given).items()}
    own = [key for key in keys.values() if key.lower().startswith(OWN_METADATA)]
    if own:
        raise ValidationError(
            {"extrinsic_mapping": f"Metadata that begins with {OWN_METADATA} is our own; call {own[0]} otherwise."}
        )
    return keys


def _check_path(field: str, path: str, known: Set[str]) -> None:
    """A path of the storefront itself: one that began with two slashes would lead to another host."""
    if not path.startswith("/") or path[1:2] in ("/", "\\") or not path.isprintable() or " " in path:
        raise ValidationError({field: "Write a path that begins with one slash, such as /search?q={query}."})
    choice = ", ".join(f"{{{name}}}" for name in sorted(known))
    try:
        places = [place[1:] for place in Formatter().parse(path) if place[1] is not None]
    except ValueError:
        raise ValidationError({field: f"The braces do not match. Known are: {choice}."}) from None
    if any((name or "") not in known or specification or conversion for name, specification, conversion in places):
        raise ValidationError({field: f"Only these can be filled in: {choice}."})


def _host(host: str) -> str:
    host = host.strip().lower()
    if not _HOST.fullmatch(host) and not _is_address(host):
        raise ValidationError({"return_hosts": f"{host!r} is no host; write buyer.example.com or .example.com."})
    if host.startswith(".") and host.count(".") < 2:
        raise ValidationError({"return_hosts": f"{host!r} would allow half the internet; name the company's domain."})
    return host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _origin(origin: str) -> str:
    url = urlsplit(origin.strip())
    netloc = url.netloc.lower()
    if url.scheme not in ("http", "https") or not _NETLOC.fullmatch(netloc) or url.path.strip("/") or url.query:
        raise ValidationError({"frame_ancestors": f"{origin!r} is no origin; write https://procurement.example.com."})
    return f"{url.scheme}://{netloc}"
