"""One rule for each way in which a value of a line may not survive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import Classification, ItemDetail, ItemID, ItemIn
from saleor_punchout.systems.characters import readable
from saleor_punchout.systems.line import Fit, Line
from saleor_punchout.systems.protocols import Digits, Limit

OUR_NUMBERS = ("supplier_part_id", "supplier_part_auxiliary_id")
"""By another number procurement would order another article: they go whole, or the cart does not go."""
THEIR_NUMBERS = ("buyer_part_id", "manufacturer_part_id", "url", "attachment")
"""Half of one, or one in other characters, is worse than none."""
WORDS = ("description", "short_name", "long_text", "manufacturer_name")
"""These can be cut and stay true."""

EMPTY: Mapping[str, Any] = {**ItemID("")._asdict(), **ItemDetail(None)._asdict(), "ship_to": None}


def fit_line(item: ItemIn, fit: Fit) -> ItemIn:
    """``item`` as it will arrive; what becomes of it is told to ``fit``."""
    values = {**item._asdict(), **item.item_id._asdict(), **item.detail._asdict()}
    line = Line(fit, item.line_number, readable(item.item_id.supplier_part_id, "utf-8", True) or "An article", values)
    for rule in RULES:
        rule(line)
    item_id = ItemID(**{field: values[field] for field in ItemID._fields})
    detail = ItemDetail(**{field: values[field] for field in ItemDetail._fields})
    return item._replace(quantity=values["quantity"], item_id=item_id, detail=detail, ship_to=values["ship_to"])


def _leave_out(line: Line) -> None:
    """What protocol or system has no place for."""
    values = line.values
    for field in sorted((line.fit.carriage.left_out | line.fit.system.left_out) & EMPTY.keys()):
        if values[field] in ("", None, {}):
            continue
        values[field] = EMPTY[field]
        receiver = line.fit.refuses(field)
        sentence = f"has no place in {receiver} and is left out; say what the buyer must know in the description."
        line.say(field, "dropped", sentence)


def _map_unit(line: Line) -> None:
    ours = line.values["unit_of_measure"]
    theirs = line.fit.units.get(ours, ours)
    if theirs != ours:
        line.values["unit_of_measure"] = theirs
        sentence = f"{ours} goes as {theirs}; change the partner's map of units where the buyer calls it otherwise."
        line.say("unit_of_measure", "mapped", sentence)


def _check_unit(line: Line) -> None:
    """A unit that the receiver may not know: some fail, some make another of it without a word."""
    known, unit = line.fit.system.known_units, line.values["unit_of_measure"]
    if not unit:
        line.say("unit_of_measure", "missing", "is not known; give the article or the partner one.")
    elif known and unit not in known.units and unit not in line.fit.units.values():
        sentence = f"{unit} may be unknown: {known.otherwise}; agree on it with the buyer, then add it to the partner's"
        line.say("unit_of_measure", "unknown", f"{sentence} map of units.", known.source)


def _replace_characters(line: Line) -> None:
    """Characters that the receiver's charset or the protocol cannot hold."""
    for field in (*OUR_NUMBERS, "unit_of_measure", *THEIR_NUMBERS, *WORDS):
        before = line.values[field]
        after = _readable(line, before, may_break=field == "long_text")
        if after != before:
            _unreadable(line, field, after)
    _name(line)
    _replace_in_extrinsics(line)
    _replace_in_codes(line)


def _unreadable(line: Line, field: str, nearest: str) -> None:
    if field in WORDS:
        line.values[field] = nearest
        line.say(field, "replaced", "holds characters that cannot travel; the nearest ones go instead.")
    elif field in THEIR_NUMBERS:
        line.values[field] = ""
        line.say(field, "dropped", "holds characters that cannot travel and is left out; with others it is another.")
    else:
        line.say(field, "refused", "holds characters that cannot travel; write it in plain letters and digits.")


def _readable(line: Line, text: str, *, may_break: bool = False) -> str:
    return readable(text, line.fit.charset, line.fit.carriage.is_single_line and not may_break)


def _name(line: Line) -> None:
    """Part number and description are required everywhere; the first may stand for the second."""
    number = line.values["supplier_part_id"]
    if not number.strip():
        line.say("supplier_part_id", "refused", "is missing, and nobody could order it; give the article one.")
    elif not line.values["description"].strip() and (name := _readable(line, number).strip()):
        line.values["description"] = name
        line.say("description", "replaced", "says nothing that can travel; the part number goes instead.")


def _replace_in_extrinsics(line: Line) -> None:
    before: Mapping[str, str] = line.values["extrinsics"]
    after = {_readable(line, name): _readable(line, value) for name, value in before.items()}
    if after != before:
        line.values["extrinsics"] = after
        line.say("extrinsics", "replaced", "hold characters that cannot travel; the nearest ones go instead.")


def _replace_in_codes(line: Line) -> None:
    before: tuple[Classification, ...] = line.values["classifications"]
    after = tuple([Classification(_readable(line, one.domain), _readable(line, one.code)) for one in before])
    if after != before:
        line.values["classifications"] = after
        line.say("classifications", "replaced", "holds characters that cannot travel; the nearest ones go instead.")


def _forbid_characters(line: Line) -> None:
    forbidden = line.fit.system.forbidden_in_part_id
    for field in OUR_NUMBERS:
        found = sorted(set(line.values[field]) & set(forbidden.characters)) if forbidden else []
        if forbidden and found:
            refused = f"{' '.join(found)}, which {line.fit.system.name} refuses"
            line.say(field, "refused", f"holds {refused}; give the article another number.", forbidden.source)


def _shorten(line: Line) -> None:
    """Text that is longer than protocol or system take."""
    for field in (*OUR_NUMBERS, "unit_of_measure", *THEIR_NUMBERS, *WORDS):
        for owner, limit in line.fit.limits(field):
            if not limit.holds(line.values[field]):
                _too_long(line, field, owner, limit)
    _shorten_title(line)
    for owner, limit in line.fit.limits("extrinsics"):
        after = {name: limit.cut(value) for name, value in line.values["extrinsics"].items()}
        if after != line.values["extrinsics"]:
            line.values["extrinsics"] = after
            line.say("extrinsics", "cut", f"are longer than the {limit} that {owner} takes; write less.", limit.source)


def _shorten_title(line: Line) -> None:
    """Beside a long text the description is but its title, which may end early where the text begins with it whole."""
    title, values = line.fit.carriage.title, line.values
    if not title or values["short_name"] or values["long_text"].startswith(values["description"]):
        return
    if values["long_text"] and not title.holds(values["description"]):
        _too_long(line, "description", f"{line.fit.carriage.name}, beside a long text,", title)


def _too_long(line: Line, field: str, owner: str, limit: Limit) -> None:
    sentence, whole = f"is longer than the {limit} that {owner} takes", line.values[field]
    if field in WORDS:
        line.values[field] = limit.cut(whole)
        is_whole = field == "description" and _keep_as_long_text(line, whole)
        remedy = "the long text goes whole" if is_whole else "write less in the shop"
        line.say(field, "cut", f"{sentence} and arrives cut; {remedy}.", limit.source)
    elif field in THEIR_NUMBERS:
        line.values[field] = ""
        line.say(field, "dropped", f"{sentence} and is left out, for half of it would be another.", limit.source)
    else:
        line.say(field, "refused", f"{sentence}; give the article a shorter one.", limit.source)


def _keep_as_long_text(line: Line, whole: str) -> bool:
    """Put the whole description where the long text goes, if nothing stands there and it has the room."""
    if line.fit.refuses("long_text"):
        return False
    if all(limit.holds(whole) for _, limit in line.fit.limits("long_text")):
        line.values["long_text"] = line.values["long_text"] or whole
    return bool(line.values["long_text"])


def _fit_numbers(line: Line) -> None:
    """Price, quantity and lead time as widely as they may be written."""
    carriage, values = line.fit.carriage, line.values
    if not carriage.quantity.holds(values["quantity"]):
        sentence = f"{values['quantity']:f} has more digits than {carriage.name} takes; order in another unit."
        line.say("quantity", "refused", sentence, carriage.quantity.source)
    if values["unit_price"]:
        _fit_price(line, carriage.price)
    if values["price_basis"] and not carriage.has_price_basis:
        line.say("price_basis", "refused", f"has no place in {carriage.name}, and without it the price is another.")
    if values["lead_time"] is not None and values["lead_time"] > carriage.lead_time:
        values["lead_time"] = None
        line.say("lead_time", "dropped", f"is longer than {carriage.lead_time:,} days and is left out; correct it.")


def _fit_price(line: Line, digits: Digits) -> None:
    price, owner = line.values["unit_price"], line.fit.carriage.name
    if price.currency != line.fit.currency:
        sentence = f"is in {price.currency}, the cart in {line.fit.currency}; sell one currency at a time."
        line.say("unit_price", "refused", sentence)
    if not digits.has_room(price.amount):
        line.say("unit_price", "refused", f"has more digits than {owner} takes; sell in another unit.", digits.source)
    elif not digits.holds(price.amount):
        amount = lexical.priced(digits.rounded(price.amount), price.currency)
        line.values["unit_price"] = price._replace(amount=amount)
        sentence = f"{price.amount:f} goes as {amount:f}, for {owner} takes {digits.decimals} decimals; sell in another"
        line.say("unit_price", "rounded", f"{sentence} unit where the difference matters.", digits.source)


def _choose_codes(line: Line) -> None:
    """As many commodity codes as the protocol takes, UNSPSC first, and a word where that is no code at all."""
    codes: tuple[Classification, ...] = line.values["classifications"]
    fitting = [code for code in codes if code.code.strip() and _has_room(line.fit, code)]
    fitting.sort(key=lambda code: code.domain.upper() != "UNSPSC")
    kept = fitting[: line.fit.carriage.classifications]
    if len(kept) != len(codes):
        line.values["classifications"] = tuple(kept)
        named = ", ".join(code.code for code in codes if code not in kept).strip() or "an empty one"
        sentence = f"{named} has no place in {line.fit.carriage.name} and is left out; give the article a single one."
        line.say("classifications", "dropped", sentence)
    if not any(_is_unspsc(code) for code in kept):
        line.say("classifications", "missing", "is no UNSPSC code of eight digits; give the article one.", _UNSPSC)


def _has_room(fit: Fit, code: Classification) -> bool:
    words = (("classifications", code.code), ("classification_domain", code.domain))
    return all(limit.holds(text) for field, text in words for _, limit in fit.limits(field))


_UNSPSC = "cXML.dtd, Classification; Jaggaer takes eight digits only"


def _is_unspsc(code: Classification) -> bool:
    return code.domain.upper() == "UNSPSC" and len(code.code) == 8 and code.code.isascii() and code.code.isdigit()


RULES: tuple[Callable[[Line], None], ...] = (
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
