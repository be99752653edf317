"""What the documents that follow an order share: references to it and to one another, moments, lines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.parts import read_comments, write_comments
from saleor_punchout.documents.fulfillment import OrderReference
from saleor_punchout.documents.reading import Element, Notes, Parts, attribute, attributes, children, first, text
from saleor_punchout.documents.types import Comment
from saleor_punchout.documents.writing import add, put

NO_MOMENT = datetime.min.replace(tzinfo=UTC)
"""What a reader gives for a moment that is missing, beside the fault."""


def parts_of(element: Element | None) -> Parts:
    """The children of an element that may be missing."""
    return {} if element is None else children(element)


def attributes_of(element: Element | None) -> dict[str, str]:
    """The attributes of an element that may be missing."""
    return {} if element is None else attributes(element)


def check_operation(operation: str, known: Collection[str], replaces: str) -> None:
    """Raises ValueError for an operation that is not ``known``, and for one that says nothing of the document that it
    changes: whatever is not new must refer to it."""
    if operation not in known:
        raise ValueError(f"The operation is {operation!r}; it must be one of {', '.join(known)}.")
    if operation != "new" and not replaces:
        raise ValueError(f"The operation is {operation}, but no document is named that it changes.")


def write_order_reference(parent: Element, order: OrderReference) -> None:
    element = add(parent, "OrderReference", orderID=order.order_id)
    put(element, "orderDate", written(order.order_date) if order.order_date else "")
    add(element, "DocumentReference", payloadID=order.payload_id)


def read_order_reference(element: Element | None) -> OrderReference:
    if element is None:
        return OrderReference("")
    moment = lexical.moment(attribute(element, "orderDate"))
    return OrderReference(attribute(element, "orderID"), read_document_reference(children(element)), order_date=moment)


def write_document_reference(parent: Element, payload_id: str) -> None:
    if payload_id:
        add(parent, "DocumentReference", payloadID=payload_id)


def read_document_reference(parts: Parts) -> str:
    """payloadID of the document that is referred to, or an empty string."""
    element = first(parts, "DocumentReference")
    return "" if element is None else attribute(element, "payloadID")


def write_comment(parent: Element, comment: str, lang: str) -> None:
    if comment:
        write_comments(parent, (Comment(comment),), lang)


def read_comment(parts: Parts) -> str:
    """All Comments, a line each."""
    return "\n".join(comment.text for comment in read_comments(parts.get("Comments", ())))


def written(moment: datetime) -> str:
    """A moment as the guide asks: to the second, with a numeric offset."""
    return moment.isoformat(timespec="seconds")


def written_day(day: date | None) -> str:
    """A day where the standard wants a moment: noon in UTC, which is the same day in nearly every place."""
    return "" if day is None else written(datetime.combine(day, time(12), UTC))


def read_moment(words: str, notes: Notes, what: str) -> datetime:
    """The moment, or ``NO_MOMENT`` and a fault."""
    moment = lexical.moment(words)
    if moment is None:
        notes.fault(f"{what} is missing or no moment.")
    return moment or NO_MOMENT


def read_day(words: str) -> date | None:
    """The day that the writer's clock showed."""
    moment = lexical.moment(words)
    return moment and moment.date()


def read_quantity(element: Element, notes: Notes) -> Decimal:
    """The quantity, or 0 and a fault."""
    return notes.number(attribute(element, "quantity"), "The quantity") or Decimal(0)


def read_line(element: Element, notes: Notes) -> tuple[int, Decimal, str]:
    """Number, quantity and unit of a line; faults name it."""
    notes.line = read_line_number(element, "lineNumber", notes)
    return notes.line, read_quantity(element, notes), text(children(element), "UnitOfMeasure")


def read_line_number(element: Element, name: str, notes: Notes) -> int:
    """The whole number in an attribute, or 0 and a fault."""
    word = attribute(element, name)
    if word.isascii() and word.isdigit() and len(word) <= 9:
        return int(word)
    notes.fault(f"The {name} is not a whole number.")
    return 0
