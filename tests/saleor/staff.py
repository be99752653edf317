"""What the staff of a shop do to an article.

A real Saleor is asked as they ask it; the pretend one has no such mutations, and its rows are changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.saleor.hosts import CHANNEL, Host

LOOK = """
query ($sku: String!, $channel: String!) {
  channel(slug: $channel) { id }
  productVariant(sku: $sku, channel: $channel) { product { id } }
}
"""
PUBLISH = """
mutation ($id: ID!, $input: ProductChannelListingUpdateInput!) {
  productChannelListingUpdate(id: $id, input: $input) { errors { field message code } }
}
"""
TRANSLATE = """
mutation ($id: ID!, $language: LanguageCodeEnum!, $input: TranslationInput!) {
  productTranslate(id: $id, languageCode: $language, input: $input) { errors { field message code } }
}
"""


def publish(host: Host, sku: str, *, is_published: bool) -> None:
    """Show the article of that SKU, and all others of its product, to shoppers or hide them."""
    if host.name == "sandbox":
        from saleor_punchout.sandbox.models import Product

        Product.objects.filter(variants__sku=sku).update(is_published=is_published)
        return
    product, channel = _ids(host, sku)
    listing = {"channelId": channel, "isPublished": is_published}
    _do(host, PUBLISH, id=product, input={"updateChannels": [listing]})


def translate(host: Host, sku: str, language: str, name: str, description: str) -> None:
    """Tell the product of that SKU in another language, of Saleor's codes."""
    if host.name == "sandbox":
        from saleor_punchout.sandbox.models import Product

        told = {language: {"name": name, "description": description}}
        Product.objects.filter(variants__sku=sku).update(translations=told)
        return
    text = json.dumps({"blocks": [{"id": "1", "type": "paragraph", "data": {"text": description}}]})
    product, _ = _ids(host, sku)
    _do(host, TRANSLATE, id=product, language=language, input={"name": name, "description": text})


def _ids(host: Host, sku: str) -> tuple[str, str]:
    """Of the product and of the channel."""
    data = _execute(host, LOOK, sku=sku, channel=CHANNEL)
    return data["productVariant"]["product"]["id"], data["channel"]["id"]


def _do(host: Host, document: str, **variables: Any) -> None:
    (payload,) = _execute(host, document, **variables).values()
    assert not payload["errors"], payload


def _execute(host: Host, document: str, **variables: Any) -> Mapping[str, Any]:
    if host.staff is None:
        pytest.skip("needs SALEOR_STAFF_TOKEN, of an app that may change and translate articles")
    answer = host.staff.execute(document, variables)
    assert not answer.get("errors"), answer
    data: Mapping[str, Any] = answer["data"]
    return data
