"""What a procurement system makes of a cart: what it takes as it is, cuts, changes, drops, or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from saleor_punchout.simulator.cart import Cart, Line
from saleor_punchout.simulator.dialect import Dialect, Intake, Limit

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that does not arrive as it was sent."""

    line: int | None
    """None where the whole cart is meant."""
    field: str
    effect: str
    """``cut``, ``changed``, ``dropped`` (the line), ``refused`` (the cart) or ``odd``."""
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What stands in procurement afterwards."""

    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    total: Decimal
    came: int = 0
    """How many lines the cart had."""

    @property
    def is_refused(self) -> bool:
        return any(remark.effect == "refused" for remark in self.remarks)


def ingest(cart: Cart, dialect: Dialect) -> Ingested:
    """The cart as that system would have it."""
    intake = dialect.intake
    remarks = [Remark(None, "", "odd", words) for words in cart.oddities]
    remarks += _of_cart(cart, intake)
    lines = []
    for line in cart.lines:
        taken, found = _taken(line, intake)
        remarks += found
        lines += [taken] if taken else []
    if any(remark.effect == "refused" for remark in remarks):
        lines = []
    return Ingested(tuple(lines), tuple(remarks), sum((line.net for line in lines), Decimal(0)), len(cart.lines))


def doubts(ingested: Ingested, dialect: Dialect) -> list[str]:
    """What was taken and may not be elsewhere: units that not every installation of the system knows."""
    sure = dialect.intake.sure_units
    units = sorted({line.unit for line in ingested.lines} - sure) if sure is not None else []
    return [
        f"{dialect.name} takes the unit {unit} only where it is set up there; agree on it with your customer."
        for unit in units
    ]


def _of_cart(cart: Cart, intake: Intake) -> Iterator[Remark]:
    if not cart.lines and not cart.is_unchanged and intake.breaks_on_empty:
        yield Remark(None, "lines", "refused", "A cart without lines breaks this system's import.")
    if cart.total and not intake.reads_total and cart.lines:
        yield Remark(None, "total", "changed", "The total is not read; it is added up from the lines.")
    summed = sum((line.net for line in cart.lines), Decimal(0)).quantize(CENT)
    if cart.total and intake.reads_total and not cart.is_unchanged and summed != cart.total.amount.quantize(CENT):
        words = f"The total says {cart.total.amount}, the lines make {summed}."
        yield Remark(None, "total", "odd", words)


def _taken(line: Line, intake: Intake) -> tuple[Line | None, list[Remark]]:
    """The line as it is taken, or None where it is dropped."""
    missing = [name for name in intake.needs if not getattr(line, name)]
    if missing:
        return None, [Remark(line.number, missing[0], "dropped", f"A line without {missing[0]} is dropped.")]
    if bad := next((one for one in intake.forbidden_in_part_id if one in line.part_id), None):
        return None, [Remark(line.number, "part_id", "dropped", f"A part number must not hold {bad!r}.")]
    taken, remarks = _limited(line, intake)
    if taken:
        taken, more = _unit(taken, intake)
        remarks += more
    if taken and taken.price is not None and intake.price_decimals is not None:
        rounded = round(taken.price, intake.price_decimals)
        if rounded != taken.price:
            remarks.append(Remark(line.number, "price", "changed", f"The price becomes {rounded}."))
            taken = replace(taken, price=rounded)
    return taken, remarks


def _limited(line: Line, intake: Intake) -> tuple[Line | None, list[Remark]]:
    remarks = []
    for name, limit in intake.limits.items():
        shown = name.removeprefix("shown_")
        value = str(getattr(line, shown))
        if _size(value, limit) <= limit.size:
            continue
        unit = "bytes" if limit.is_bytes else "characters"
        words = f"{shown} has {_size(value, limit)} {unit}; {limit.size} are"
        if shown != name:
            remarks.append(Remark(line.number, shown, "cut", f"{words} shown on the order.", limit.source))
        elif not limit.is_cut:
            return None, [*remarks, Remark(line.number, name, "dropped", f"{words} the most: dropped.", limit.source)]
        else:
            remarks.append(Remark(line.number, name, "cut", f"{words} kept.", limit.source))
            line = replace(line, **{name: _cut(value, limit)})  # type: ignore[arg-type]  # only texts have limits
    return line, remarks


def _size(value: str, limit: Limit) -> int:
    return len(value.encode()) if limit.is_bytes else len(value)


def _cut(value: str, limit: Limit) -> str:
    if not limit.is_bytes:
        return value[: limit.size]
    return value.encode()[: limit.size].decode(errors="ignore")


def _unit(line: Line, intake: Intake) -> tuple[Line | None, list[Remark]]:
    if not intake.units or line.unit in intake.units:
        return line, []
    unknown = f"The unit {line.unit!r} is unknown here"
    if intake.unknown_unit == "refuses the cart":
        return line, [Remark(line.number, "unit", "refused", f"{unknown}: the whole cart fails.")]
    if intake.unknown_unit == "drops the line":
        return None, [Remark(line.number, "unit", "dropped", f"{unknown}: the line is dropped without a word.")]
    remark = Remark(line.number, "unit", "changed", f"{unknown}: it silently becomes {intake.unknown_unit}.")
    return replace(line, unit=intake.unknown_unit), [remark]
