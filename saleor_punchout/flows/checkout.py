"""The checkout that a visit begins with: the lines of its request, people and places, and what marks it as ours.

All of it is a convenience. A buyer whose system writes an address that nobody knows, or whose old line is sold out, can
shop all the same; he is told what did not come in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from saleor_punchout.documents.types import Address
from saleor_punchout.exceptions import SaleorRefused
from saleor_punchout.flows import extrinsics
from saleor_punchout.flows.edit import Row
from saleor_punchout.flows.line_ids import LINE
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import Variant, address_input
from saleor_punchout.models import PunchOutSession

LONGEST_REASON = 200
"""Characters of what Saleor says of one line."""


def open_checkout(session: PunchOutSession, client: SaleorClient) -> tuple[str, str]:
    """Id of a new checkout, and what of people and places had to stay out, in words.

    ``session.prefill`` tells afterwards what became of each line: its ``variant``, or a ``problem`` in words.
    """
    session.prefill = _resolved(session, client)
    rows = [row for row in session.prefill if "problem" not in row]
    opening = _Opening(session, client)
    try:
        return opening.create([_line(row) for row in rows], next(opening.people())), ""
    except SaleorRefused:
        made, left_out = opening.create_empty()
    _add(client, made, rows)
    return made, left_out


def _resolved(session: PunchOutSession, client: SaleorClient) -> list[Row]:
    """Each row with its variant of today or with its problem. A variant that is gone may live on under its SKU."""
    channel, rows = session.partner.channel, session.prefill
    known = _find(client, channel, [row["variant"] or row["sku"] for row in rows])
    known |= _find(client, channel, [row["sku"] for row in rows if row["variant"] and row["variant"] not in known])
    return [_judged(row, known.get(row["variant"]) or known.get(row["sku"])) for row in rows]


def _find(client: SaleorClient, channel: str, parts: list[str]) -> dict[str, Variant]:
    """By SKU and by id."""
    found = client.find_variants(channel, parts) if parts else {}
    return {variant.id: variant for variant in found.values()} | found


def _judged(row: Row, variant: Variant | None) -> Row:
    if variant is None:
        return row | {"problem": _problem(row, "the shop has no such article.")}
    if not variant.is_available:
        return row | {"variant": variant.id, "problem": _problem(row, "it is not for sale at the moment.")}
    return row | {"variant": variant.id}


def _problem(row: Row, words: str) -> str:
    return f"{row['quantity']} × {row['sku']}: {words}"


def _line(row: Row) -> dict[str, Any]:
    """As Saleor's CheckoutLineInput. Lines stay apart, also two of one article: procurement has them so."""
    marks = [{"key": LINE, "value": row["auxiliary_id"]}] if row["auxiliary_id"] else []
    return {"variantId": row["variant"], "quantity": row["quantity"], "forceNewLine": True, "metadata": marks}


def _add(client: SaleorClient, checkout: str, rows: list[Row]) -> None:
    """Put in what Saleor takes. It refuses all for the sake of one, so halves are tried until the one is found."""
    if not rows:
        return
    try:
        client.add_lines(checkout, [_line(row) for row in rows])
    except SaleorRefused as error:
        if len(rows) == 1:
            rows[0]["problem"] = _problem(rows[0], error.told[:LONGEST_REASON])
            return
        middle = len(rows) // 2
        _add(client, checkout, rows[:middle])
        _add(client, checkout, rows[middle:])


@dataclass(frozen=True, slots=True)
class _Opening:
    session: PunchOutSession
    client: SaleorClient

    def create(self, lines: list[dict[str, Any]], people: dict[str, Any]) -> str:
        session = self.session
        marks = {"punchout.session": session.key, "punchout.mode": session.operation}
        return self.client.create_checkout(
            session.partner.channel,
            lines,
            metadata=extrinsics.metadata(session.partner, session.extrinsics) | marks,
            # Anybody may make a checkout and write on it, but not this: a token that was revoked is found out here,
            # not when the cart should go back.
            private_metadata={"punchout.session": session.key},
            **people,
        )

    def create_empty(self) -> tuple[str, str]:
        """With as much of people and places as Saleor takes."""
        *choices, last = self.people()
        why = ""
        for people in choices:
            try:
                return self.create([], people), why
            except SaleorRefused as error:
                why = f"Address or e-mail address of the request stayed out: {error.told[:LONGEST_REASON]}"
        return self.create([], last), why

    def people(self) -> Iterator[dict[str, Any]]:
        """Who buys, where it goes and in which language: first all of it, at last what nothing can be wrong with."""
        session, default = self.session, self.session.partner.default_email
        email = session.user_email or default
        shipping = address_input(Address(**session.ship_to)) if session.ship_to else None
        yield {"email": email, "shipping": shipping, "language": session.language}
        yield {"email": default, "shipping": shipping, "language": session.language}
        yield {"email": email, "language": session.language}
        yield {"email": default}
