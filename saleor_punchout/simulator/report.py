"""The outcome of a test in words: what procurement would have, and what it would not."""

from __future__ import annotations

from saleor_punchout.simulator.cart import Line
from saleor_punchout.simulator.dialect import Dialect
from saleor_punchout.simulator.intake import Ingested, Remark
from saleor_punchout.simulator.story import Outcome


def told(outcome: Outcome, dialect: Dialect) -> str:
    """All of it, ending with the verdict."""
    rows = []
    if outcome.is_unchanged:
        rows.append("Back without a cart: nothing changes in procurement.")
    elif outcome.ingested:
        rows += _cart(outcome.ingested, dialect)
    if outcome.documents:
        rows.append(f"Of the order came, and is right: {', '.join(outcome.documents)}.")
    rows += [f"Problem: {problem}" for problem in outcome.problems]
    rows += [f"Note: {note}" for note in outcome.notes]
    if dialect.unsourced:
        named = ", ".join(sorted(dialect.unsourced))
        rows.append(f"Note: not written down in public, so confirm it with a real {dialect.name}: {named}.")
    rows.append(outcome.verdict)
    return "\n".join(rows)


def _cart(ingested: Ingested, dialect: Dialect) -> list[str]:
    rows = [f"{dialect.name} would take {len(ingested.lines)} lines, {ingested.total:f} in all:"]
    rows += [_line(line) for line in ingested.lines]
    if ingested.remarks:
        rows.append("Of what arrived it would lose or change:")
        rows += [_remark(remark) for remark in ingested.remarks]
    else:
        rows.append("Of what arrived it would lose and change nothing.")
    return rows


def _line(line: Line) -> str:
    price = "no price" if line.price is None else f"{line.price:f} {line.currency}"
    per = "" if line.price_unit == 1 else f" per {line.price_unit:f}"
    code = f"{line.classification_domain} {line.classification}".strip() or "no classification"
    return (
        f"  {line.number}. {line.part_id}: {line.quantity:f} {line.unit} at {price}{per}, {code}, {line.description!r}"
    )


def _remark(remark: Remark) -> str:
    where = "whole cart" if remark.line is None else f"line {remark.line}"
    source = f" [{remark.source}]" if remark.source else ""
    return f"  {where}, {remark.effect}: {remark.words}{source}"
