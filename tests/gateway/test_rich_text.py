"""Descriptions that Saleor's editor wrote, as procurement systems can show them."""

from __future__ import annotations

import json

import pytest

from saleor_punchout.gateway.rich_text import plain_text


def written(*blocks):
    return json.dumps({"time": 1, "blocks": list(blocks), "version": "2.30"})


def block(kind, **data):
    return {"id": "a", "type": kind, "data": data}


@pytest.mark.parametrize(
    ("description", "text"),
    [
        (written(block("paragraph", text="Zinc &amp; <b>steel</b>.")), "Zinc & steel."),
        (written(block("header", text="Bolt", level=2), block("paragraph", text="M8")), "Bolt\nM8"),
        (written(block("list", style="unordered", items=["One", "<i>Two</i>"])), "One\nTwo"),
        (
            written(block("list", items=[{"content": "One", "items": [{"content": "Inner", "items": []}]}])),
            "One\nInner",
        ),
        (written(block("paragraph", text="  "), block("delimiter")), ""),
        (written(block("image", file={"url": "https://example.com/a.png"})), ""),
    ],
    ids=["markup", "header", "list", "nested list", "nothing said", "image"],
)
def test_the_words_are_kept_one_paragraph_a_line(description, text):
    assert plain_text(description) == text


@pytest.mark.parametrize(
    "description",
    [
        None,
        "",
        "null",
        "[]",
        "7",
        '"text"',
        "{",
        '{"blocks": 7}',
        '{"blocks": [1, null]}',
        '{"blocks": [{"data": 5}]}',
        "[" * 100_000,
    ],
    ids=lambda text: repr(text)[:20],
)
def test_what_is_no_text_of_the_editor_is_no_text(description):
    assert plain_text(description) == ""
