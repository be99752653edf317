"""What a channel sells, as buyers' systems ask for it without a cart."""

from __future__ import annotations

from collections.abc import Callable

from tests.saleor.hosts import CHANNEL, Host

SIZE = 7
PAGES = 3
"""As many as are looked at: a shop may have thousands."""


def test_an_article_is_found_by_its_number_and_told_at_its_price(host: Host) -> None:
    # given
    sku = host.skus(1)[0]
    variant = host.client.find_variants(CHANNEL, [sku])[sku]

    # when
    found = host.client.find_article(CHANNEL, sku)

    # then
    assert found is not None
    assert (found.sku, found.net, found.currency) == (sku, variant.net, host.channel.currency)
    assert (found.name, found.slug) == (variant.name, variant.slug)
    assert found.available is None or found.available > 0
    assert host.client.find_article(CHANNEL, "no-such-article-here") is None


def test_a_search_finds_articles_by_their_number_and_nothing_by_nonsense(host: Host) -> None:
    # given
    sku = host.skus(1)[0]

    # then
    assert sku in [one.sku for one in host.client.search(CHANNEL, sku, 100)]
    assert host.client.search(CHANNEL, "qwxzvkjhgf", 100) == []


def test_pages_follow_each_other_without_a_gap(host: Host) -> None:
    # when
    cursor, pages = "", []
    for _ in range(PAGES):
        page = host.client.read_page(CHANNEL, SIZE, cursor)
        pages.append(page)
        cursor = page.cursor

    # then
    skus = [one.sku for page in pages for one in page.articles]
    assert len(set(skus)) == len(skus) > SIZE
    assert {page.total for page in pages} == {pages[0].total}
    assert [page.cursor for page in pages] == [host.client.skip(CHANNEL, SIZE * number) for number in (1, 2, 3)]
    assert host.client.read_page(CHANNEL, SIZE * 2).articles == pages[0].articles + pages[1].articles


def test_a_page_is_as_long_as_saleor_allows(host: Host) -> None:
    assert host.client.read_page(CHANNEL, 100).total >= len(host.skus(36))


def test_what_the_shop_hides_is_not_for_sale(host: Host, withdraw: Callable[[str], None]) -> None:
    # given
    sku = host.skus(1)[0]
    before = host.client.read_page(CHANNEL, 100)

    # when
    withdraw(sku)

    # then
    assert host.client.find_article(CHANNEL, sku) is None
    assert sku not in [one.sku for one in host.client.search(CHANNEL, sku, 100)]
    assert sku not in [one.sku for one in host.client.read_page(CHANNEL, 100).articles]
    assert len(host.client.read_page(CHANNEL, 100).articles) <= len(before.articles)
