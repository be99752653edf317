"""Fitting one line of a cart: one rule for each way in which a value may not survive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import Classification, ItemDetail, ItemID, ItemIn
from saleor_punchout.systems.characters import readable
from saleor_punchout.systems.protocols import Carriage, Digits, Limit
from saleor_punchout.systems.warning import CartWarning

if TYPE_CHECKING:
    from saleor_punchout.systems.base import ProcurementSystem

OUR_NUMBERS = ("supplier_part_id", "supplier_part_auxiliary_id")
"""By another number procurement would order another article: they go whole, or the cart does not go."""
THEIR_NUMBERS = ("buyer_part_id", "manufacturer_part_id", "url")
"""Half of one is worse than none."""
WORDS = ("description", "short_name", "long_text", "manufacturer_name")
"""These can be cut and stay true."""

EMPTY: Mapping[str, Any] = {**ItemID("")._asdict(), **ItemDetail(None)._asdict()}

NAMES = {
    "supplier_part_id": "part number",
    "supplier_part_auxiliary_id": "auxiliary part number",
    "buyer_part_id": "buyer's part number",
    "manufacturer_part_id": "manufacturer's part number",
    "manufacturer_name": "manufacturer's name",
    "unit_of_measure": "unit of measure",
    "classifications": "commodity code",
    "url": "address of its page",
}
"""What people call a field that they do not call by its name."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One cart on its way to one receiver, and what is told of it."""

    system: ProcurementSystem
    carriage: Carriage
    units: Mapping[str, str]
    charset: str
    currency: str
    warnings: list[CartWarning]

    def say(self, field: str, code: str, message: str, source: str = "", line: int | None = None) -> None:
        """Add a warning; its source is the protocol's where no other is given."""
        self.warnings.append(CartWarning(line, field, code, message, source or self.carriage.source))

    def limits(self, field: str) -> list[tuple[str, Limit]]:
        """Who limits a field, and to what: first the protocol, then the system."""
        known = ((self.carriage.name, self.carriage.limits), (self.system.name, self.system.limits))
        return [(owner, limits[field]) for owner, limits in known if field in limits]


@dataclass(frozen=True, slots=True)
class _Line:
    fit: Fit
    number: int | None
    sku: str
    values: dict[str, Any]
    """By the names of the fields; the rules change them."""

    def say(self, field: str, code: str, sentence: str, source: str = "") -> None:
        """``sentence`` goes on after *the unit of measure …*."""
        words = NAMES.get(field, field.replace("_", " "))
        self.fit.say(field, code, f"{self.sku}: the {words} {sentence}", source, self.number)


def fit_line(item: ItemIn, fit: Fit) -> ItemIn:
    """``item`` as it will arrive; what becomes of it is told to ``fit``."""
    values = {**item.item_id._asdict(), **item.detail._asdict(), "quantity": item.quantity}
    line = _Line(fit, item.line_number, readable(item.item_id.supplier_part_id, "utf-8", True) or "An article", values)
    for rule in RULES:
        rule(line)
    item_id = ItemID(**{field: values[field] for field in ItemID._fields})
    detail = ItemDetail(**{field: values[field] for field in ItemDetail._fields})
    return ItemIn(item.line_number, values["quantity"], item_id, detail)


def _leave_out(line: _Line) -> None:
    """What the protocol has no place for; a long text that says no more than the description is no loss."""
    carriage, values = line.fit.carriage, line.values
    for field in sorted(carriage.left_out & EMPTY.keys()):
        if values[field] in ("", None, {}) or (field == "long_text" and values[field] == values["description"]):
            continue
        values[field] = EMPTY[field]
        line.say(
            field,
            "dropped",
            f"has no place in {carriage.name} and is left out; put what the buyer must know into the description.",
        )


def _map_unit(line: _Line) -> None:
    ours = line.values["unit_of_measure"]
    theirs = line.fit.units.get(ours, ours)
    if theirs != ours:
        line.values["unit_of_measure"] = theirs
        sentence = f"{ours} goes as {theirs}; change the partner's map of units where the buyer calls it otherwise."
        line.say("unit_of_measure", "mapped", sentence)


def _check_unit(line: _Line) -> None:
    """A unit that the receiver may not know: some fail, some make another of it without a word."""
    known, unit = line.fit.system.known_units, line.values["unit_of_measure"]
    if not unit:
        line.say("unit_of_measure", "missing", "is not known; give the article or the partner one.")
    elif known and unit not in known.units and unit not in line.fit.units.values():
        sentence = f"{unit} may be unknown: {known.otherwise}; agree on it with the buyer, then add it to the partner's"
        line.say("unit_of_measure", "unknown", f"{sentence} map of units.", known.source)


def _replace_characters(line: _Line) -> None:
    """Characters that the receiver's charset or the protocol cannot hold."""
    for field in (*OUR_NUMBERS, "unit_of_measure"):
        if _readable(line, line.values[field]) != line.values[field]:
            line.say(field, "refused", "holds characters that cannot travel; write it in plain letters and digits.")
    for field in (*THEIR_NUMBERS, *WORDS):
        before = line.values[field]
        line.values[field] = _readable(line, before, may_break=field == "long_text")
        if line.values[field] != before:
            line.say(field, "replaced", "holds characters that cannot travel; the nearest ones go instead.")
    _name(line)
    _replace_in_extrinsics(line)
    _replace_in_codes(line)


def _readable(line: _Line, text: str, *, may_break: bool = False) -> str:
    return readable(text, line.fit.charset, line.fit.carriage.is_single_line and not may_break)


def _name(line: _Line) -> None:
    """Part number and description are required everywhere; the first may stand for the second."""
    number = line.values["supplier_part_id"]
    if not number.strip():
        line.say("supplier_part_id", "refused", "is missing, and nobody could order it; give the article one.")
    elif not line.values["description"].strip():
        line.values["description"] = number
        line.say("description", "replaced", "says nothing that can travel; the part number goes instead.")


def _replace_in_extrinsics(line: _Line) -> None:
    before: Mapping[str, str] = line.values["extrinsics"]
    after = {_readable(line, name): _readable(line, value) for name, value in before.items()}
    if after != before:
        line.values["extrinsics"] = after
        line.say("extrinsics", "replaced", "hold characters that cannot travel; the nearest ones go instead.")


def _replace_in_codes(line: _Line) -> None:
    before: tuple[Classification, ...] = line.values["classifications"]
    after = tuple([Classification(_readable(line, one.domain), _readable(line, one.code)) for one in before])
    if after != before:
        line.values["classifications"] = after
        line.say("classifications", "replaced", "holds characters that cannot travel; the nearest ones go instead.")


def _forbid_characters(line: _Line) -> None:
    forbidden = line.fit.system.forbidden_in_part_id
    for field in OUR_NUMBERS:
        found = sorted(set(line.values[field]) & set(forbidden.characters)) if forbidden else []
        if forbidden and found:
            sentence = (
                f"holds {' '.join(found)}, which {line.fit.system.name} refuses; give the article another number."
            )
            line.say(field, "refused", sentence, forbidden.source)


def _shorten(line: _Line) -> None:
    """Text that is longer than protocol or system take."""
    for field in (*OUR_NUMBERS, "unit_of_measure", *THEIR_NUMBERS, *WORDS):
        for owner, limit in line.fit.limits(field):
            if not limit.holds(line.values[field]):
                _too_long(line, field, owner, limit)
    for owner, limit in line.fit.limits("extrinsics"):
        after = {name: limit.cut(value) for name, value in line.values["extrinsics"].items()}
        if after != line.values["extrinsics"]:
            line.values["extrinsics"] = after
            line.say("extrinsics", "cut", f"are longer than the {limit} that {owner} takes; write less.", limit.source)


def _too_long(line: _Line, field: str, owner: str, limit: Limit) -> None:
    sentence = f"is longer than the {limit} that {owner} takes"
    if field in WORDS:
        whole = line.values[field]
        line.values[field] = limit.cut(whole)
        line.say(field, "cut", f"{sentence} and arrives cut; {_remedy(line, field, whole)}.", limit.source)
    elif field in THEIR_NUMBERS:
        line.values[field] = ""
        line.say(field, "dropped", f"{sentence} and is left out; half of it would be another.", limit.source)
    else:
        line.say(field, "refused", f"{sentence}; give the article a shorter one.", limit.source)


def _remedy(line: _Line, field: str, whole: str) -> str:
    """The whole description goes as the long text, where there is one and nothing else stands in it."""
    has_place = "long_text" not in line.fit.carriage.left_out
    if field == "description" and has_place and all(limit.holds(whole) for _, limit in line.fit.limits("long_text")):
        line.values["long_text"] = line.values["long_text"] or whole
    return "the long text says more" if line.values["long_text"] else "write a shorter one in the shop"


def _fit_numbers(line: _Line) -> None:
    """Price, quantity and lead time as widely as they may be written."""
    carriage, values = line.fit.carriage, line.values
    if not _fits(values["quantity"], carriage.quantity):
        sentence = f"{values['quantity']:f} has more digits than {carriage.name} takes; order in another unit."
        line.say("quantity", "refused", sentence, carriage.quantity.source)
    if values["unit_price"]:
        _fit_price(line, carriage.price)
    if values["lead_time"] is not None and values["lead_time"] > carriage.lead_time:
        values["lead_time"] = None
        line.say("lead_time", "dropped", f"is longer than {carriage.lead_time:,} days and is left out; correct it.")


def _fits(number: Decimal, digits: Digits) -> bool:
    return abs(number) < 10**digits.whole and number == _rounded(number, digits)


def _rounded(number: Decimal, digits: Digits) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits.decimals), ROUND_HALF_UP)


def _fit_price(line: _Line, digits: Digits) -> None:
    price, owner = line.values["unit_price"], line.fit.carriage.name
    if price.currency != line.fit.currency:
        sentence = f"is in {price.currency}, the cart in {line.fit.currency}; sell one currency at a time."
        line.say("unit_price", "refused", sentence)
    if abs(price.amount) >= 10**digits.whole:
        line.say("unit_price", "refused", f"has more digits than {owner} takes; sell in another unit.", digits.source)
    elif not _fits(price.amount, digits):
        amount = lexical.priced(_rounded(price.amount, digits), price.currency)
        line.values["unit_price"] = price._replace(amount=amount)
        sentence = f"{price.amount:f} goes as {amount:f}, for {owner} takes {digits.decimals} decimals; sell in another"
        line.say("unit_price", "rounded", f"{sentence} unit where the difference matters.", digits.source)


def _choose_codes(line: _Line) -> None:
    """As many commodity codes as the protocol takes, UNSPSC first, and a word where that is no code at all."""
    codes: tuple[Classification, ...] = line.values["classifications"]
    fitting = [code for code in codes if _has_room(line.fit, code)]
    fitting.sort(key=lambda code: code.domain.upper() != "UNSPSC")
    kept = fitting[: line.fit.carriage.classifications]
    if len(kept) != len(codes):
        line.values["classifications"] = tuple(kept)
        named = ", ".join(code.code for code in codes if code not in kept)
        line.say(
            "classifications", "dropped", f"{named} is left out: {line.fit.carriage.name} cannot take it; name one."
        )
    if not any(_is_unspsc(code) for code in kept):
        line.say("classifications", "missing", "is no UNSPSC code of eight digits; give the article one.", _UNSPSC)


def _has_room(fit: Fit, code: Classification) -> bool:
    words = (("classifications", code.code), ("classification_domain", code.domain))
    return all(limit.holds(text) for field, text in words for _, limit in fit.limits(field))


_UNSPSC = "cXML.dtd, Classification; Jaggaer takes eight digits only"


def _is_unspsc(code: Classification) -> bool:
    return code.domain.upper() == "UNSPSC" and len(code.code) == 8 and code.code.isascii() and code.code.isdigit()


RULES: tuple[Callable[[_Line], None], ...] = (
    _leave_out,
    _map_unit,
    _replace_characters,
    _forbid_characters,
    _shorten,
    _check_unit,
    _fit_numbers,
    _choose_codes,
)
"""In this order: what is replaced may have grown, and is cut afterwards."""
