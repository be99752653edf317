"""SAP's Open Catalog Interface from the buyer's side: a call-up with parameters, a form of ``NEW_ITEM`` fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from saleor_punchout.simulator.account import Account
from saleor_punchout.simulator.cart import Cart, Line, NotTaken, number
from saleor_punchout.simulator.dialect import Intake

SAPEVENT = "SAPEVENT:POST"
_FIELD = re.compile(r"NEW_ITEM-([A-Z0-9_~-]+)\[(\d+)\]")
_LONG_TEXT = re.compile(r"NEW_ITEM-LONGTEXT_(\d+):132\[\]")
ECHOED = ("~OkCode", "~CALLER", "~TARGET")
"""Of a call, what SAP wants to see again."""
NOTHING_SENT: Mapping[str, str] = MappingProxyType({})
PLACES = {
    "VENDORMAT": "part_id",
    "EXT_PRODUCT_ID": "auxiliary_id",
    "DESCRIPTION": "description",
    "QUANTITY": "quantity",
    "UNIT": "unit",
    "PRICE": "price",
    "PRICEUNIT": "price_unit",
    "CURRENCY": "currency",
    "LEADTIME": "lead_time",
    "MANUFACTMAT": "manufacturer_part_id",
    "EXT_CATEGORY_ID": "classification",
    "EXT_SCHEMA_TYPE": "classification_domain",
}
"""Our name of each field; all others stay as they are."""
NUMBERS = {"quantity", "price", "price_unit"}


def hook(account: Account, return_url: str) -> str:
    """The return address as this system writes it."""
    habits = account.dialect.oci
    if habits.sapevent:
        return SAPEVENT
    return f"{return_url}?{habits.hook_query}" if habits.hook_query else return_url


def cancel_address(return_url: str) -> str:
    """Where a visit ends without a cart, for systems that name such an address."""
    return f"{return_url}?cancelled=yes"


def parameters(account: Account, return_url: str, function: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """What the browser carries, the hook last. ``function`` is ``FUNCTION`` with its own parameters."""
    habits, function = account.dialect.oci, function or {}
    values = {"cancel_url": cancel_address(return_url)}
    further = [(name, account.filled(template, **values)) for name, template in habits.parameters.items()]
    login = [(habits.username, account.user), (habits.password, account.password)]
    returns = [] if function.get("FUNCTION") == "DETAIL" else [(habits.hook, hook(account, return_url))]
    return [*login, *function.items(), *further, *returns]


def address(account: Account, given: Sequence[tuple[str, str]]) -> str:
    """The call-up by GET."""
    *others, (name, value) = given
    if account.dialect.oci.hook_is_last and name == account.dialect.oci.hook:
        last = f"{name}={value}"
    else:
        last = f"{quote(name, safe='~')}={quote(value, safe='')}"
    joint = "&" if urlsplit(account.url).query else "?"
    return f"{account.url}{joint}{'&'.join(filter(None, [urlencode(others, safe='~'), last]))}"


def leads_home(action: str, fields: Sequence[tuple[str, str]], wanted: str) -> bool:
    """Whether a form goes to the hook: as it was, or with its query taken apart into fields."""
    if action == wanted:
        return True
    plain, _, query = wanted.partition("?")
    return action == plain and set(parse_qsl(query, keep_blank_values=True)) <= set(fields)


def read_cart(fields: Sequence[tuple[str, str]], intake: Intake, sent: Mapping[str, str] = NOTHING_SENT) -> Cart:
    """The cart in a form that answers a call with the parameters ``sent``.

    Raises :class:`NotTaken` for lines without a quantity, and for numbers that are none.
    """
    came, fields = len(fields), fields[: intake.max_fields]
    items: dict[int, dict[str, str]] = {}
    texts: dict[int, list[str]] = {}
    for name, value in fields:
        if found := _FIELD.fullmatch(name):
            items.setdefault(int(found[2]), {})[found[1]] = value
        elif found := _LONG_TEXT.fullmatch(name):
            texts.setdefault(int(found[1]), []).append(value)
    oddities = _oddities(items, fields)
    if came > len(fields):
        oddities.append(
            f"Only the first {len(fields):,} of {came:,} fields are read; the rest is dropped without a word."
        )
    if items:
        oddities += [
            f"The field {name} came in the call and does not go back."
            for name in ECHOED
            if name in sent and (name, sent[name]) not in fields
        ]
    kept = {index: parts[-1:] if intake.keeps_last_value else parts for index, parts in texts.items()}
    lines = [_line(index, values, "".join(kept.get(index, []))) for index, values in sorted(items.items())]
    if any(len(parts) > 1 for parts in texts.values()) and intake.keeps_last_value:
        oddities.append("A long text came in several fields of one name; only its last part is kept.")
    return Cart(tuple(lines), is_unchanged=not lines, oddities=tuple(oddities))


def _line(index: int, values: Mapping[str, str], long_text: str) -> Line:
    named = {PLACES[name]: value for name, value in values.items() if name in PLACES}
    numbers = {
        name: number(value, f"NEW_ITEM-{name.upper()}[{index}]") for name, value in named.items() if name in NUMBERS
    }
    texts = {name: value for name, value in named.items() if name not in NUMBERS}
    if "quantity" not in numbers:
        raise NotTaken(f"Line {index} has no NEW_ITEM-QUANTITY[{index}].")
    others = {name: value for name, value in values.items() if name not in PLACES}
    if "description" not in texts and "MATNR" in others:
        texts["description"] = others["MATNR"]
    return Line(number=index, long_text=long_text, others=others, **{"part_id": "", **texts}, **numbers)  # type: ignore[arg-type]


def _oddities(items: Mapping[int, object], fields: Sequence[tuple[str, str]]) -> list[str]:
    found = []
    if items and sorted(items) != list(range(1, len(items) + 1)):
        found.append(f"Lines are numbered {', '.join(map(str, sorted(items)))}; they must begin at 1 without a gap.")
    strange = [name for name, _ in fields if name.startswith("NEW_ITEM") and not _is_known(name)]
    if strange:
        found.append(f"Fields that no OCI version knows by this spelling: {', '.join(strange[:5])}.")
    if any(not value for name, value in fields if name.startswith("NEW_ITEM")):
        found.append("Empty fields are sent; some receivers stop at 1,000 fields.")
    return found


def _is_known(name: str) -> bool:
    return bool(_FIELD.fullmatch(name) or _LONG_TEXT.fullmatch(name))
