"""The catalogue in pages (DOWNLOADJSON of OCI 5.0).

Buyers ask for page 7; Saleor only knows what follows a cursor. So the cursor behind each page is kept, and where one is
not there, we walk to it from the beginning.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from saleor_punchout.documents.oci.catalogue import CatalogueItem, CataloguePage, write_catalogue
from saleor_punchout.documents.types import Money
from saleor_punchout.exceptions import BadRequest
from saleor_punchout.flows.attempts import count_call
from saleor_punchout.flows.message import days
from saleor_punchout.flows.oci.articles import unit_of
from saleor_punchout.flows.oci.call import Answer, Call
from saleor_punchout.flows.saleor import hasty_catalogue_for
from saleor_punchout.gateway.catalogue import Article, CatalogueClient, Page
from saleor_punchout.gateway.client import PAGE

CURSOR_LIFETIME = 60 * 60
"""Seconds that a buyer may take from one page to the next without a walk."""
MAX_STEPS = 100
"""Questions to Saleor that one walk may take; each skips a page of Saleor's."""


def download(call: Call) -> Answer:
    """One page. Its size is at most Saleor's; the answer tells how many there are."""
    count_call(call.partner.pk)
    size = min(call.call_up.page_size or PAGE, PAGE)
    number = call.call_up.requested_page or 1
    found = _Pages(call, size).read(number)
    page = CataloguePage(
        items=tuple([_item(call, article) for article in found.articles]),
        page=number,
        pages=-(-found.total // size),
        total_items=found.total,
        transaction_id=call.call_up.transaction_id,
        cti=call.call_up.cti,
    )
    # Of a page the journal keeps that it went, not what it said: a night's download is all of the shop.
    call.exchange.as_record(200, f"Page {page.page} of {page.pages}.", b"").save(force_insert=True)
    return Answer(json=write_catalogue(page))


class _Pages:
    """The pages of one download."""

    def __init__(self, call: Call, size: int) -> None:
        self._channel, self._size = call.partner.channel, size
        self._client: CatalogueClient = hasty_catalogue_for(call.partner)
        named = f"{call.partner.pk}|{self._channel}|{size}|{call.call_up.transaction_id}"
        self._key = f"punchout:catalogue:{hashlib.sha256(named.encode()).hexdigest()[:32]}"

    def read(self, number: int) -> Page:
        """The page of that number, from 1; one behind the last is empty."""
        cursor = "" if number == 1 else cache.get(f"{self._key}:{number}") or self._walk((number - 1) * self._size)
        if number > 1 and not cursor:
            return Page((), self._client.read_page(self._channel, 1).total, "")
        page = self._client.read_page(self._channel, self._size, cursor)
        if page.cursor:
            cache.set(f"{self._key}:{number + 1}", page.cursor, CURSOR_LIFETIME)
        return page

    def _walk(self, offset: int) -> str:
        """The cursor behind so many articles; empty where there are no more."""
        if offset > MAX_STEPS * PAGE:
            raise BadRequest("REQUESTEDPAGE is far behind the last one that was read; ask for the pages in order.")
        cursor = ""
        for done in range(0, offset, PAGE):
            cursor = self._client.skip(self._channel, min(PAGE, offset - done), cursor)
            if not cursor:
                break
        return cursor


def _item(call: Call, article: Article) -> CatalogueItem:
    return CatalogueItem(
        product_id=article.sku,
        descriptions=((article.name, (call.call_up.language or "en")[:2].upper()),),
        price=None if article.net is None else Money(article.net, article.currency),
        unit=unit_of(call.partner, article),
        lead_time=days(article.metadata.get("lead_time", "")),
        vendor=call.dialect.fields.get("VENDOR", ""),
    )
