"""What everybody may send costs us little, and whatever it is, it gets an answer."""

from __future__ import annotations

import json
import re
import time

import pytest
from graphql import introspection_query

from saleor_punchout.graphql import limits
from saleor_punchout.models import TradingPartner

SYSTEMS = "{ punchOutSystems { key } }"


def message(api, query, **variables):
    """The first thing that is said against a query."""
    answer = api.answer(query, **variables)
    assert "data" not in answer or answer["data"] is None, answer
    return answer["errors"][0]["message"]


def nested(depth):
    return "{ punchOutSession { " + "documents { session { " * depth + "state" + " } }" * depth + " } }"


def test_a_query_that_is_too_deep_is_refused(api):
    assert "too deep" in message(api, nested(limits.MAX_DEPTH))


@pytest.mark.parametrize(
    "query",
    [
        "{ punchOutSystems { " + "key " * limits.MAX_FIELDS + "} }",
        "{ punchOutSystems { " + " ".join(f"a{number}: key" for number in range(limits.MAX_FIELDS)) + " } }",
        "{ __typename } fragment Unused on PunchOutSystem { " + "key " * limits.MAX_FIELDS + "}",
        " ".join(f"query Q{number} {{ __typename }}" for number in range(limits.MAX_FIELDS + 1)),
    ],
    ids=["one name", "aliases", "a fragment that nothing uses", "operations"],
)
def test_a_query_that_is_too_broad_is_refused(api, query):
    assert "too long" in message(api, query)


def test_fragments_that_multiply_are_refused_at_once(api):
    # given
    layers = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(30))
    begun = time.monotonic()

    # then
    assert "too" in message(api, f"{{ ...F0 }} {layers} fragment F30 on Query {{ __typename }}")
    assert time.monotonic() - begun < 1


def test_fragments_that_go_round_in_circles_are_refused(api):
    assert "too" in message(api, "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")


def test_the_broadest_query_that_is_taken_takes_little_time(api):
    begun = time.monotonic()

    api.answer("{ punchOutSystems { " + "key " * (limits.MAX_FIELDS - 2) + "} }")

    assert time.monotonic() - begun < 2


def test_introspection_as_the_tools_do_it_is_answered(api):
    names = {kind["name"] for kind in api.ask(introspection_query)["types"]}

    assert {"PunchOutSession", "PunchOutCart", "PunchOutError"} <= names


def test_introspection_that_multiplies_is_refused(api):
    lists = "fields { type { " * 4 + "name" + " } }" * 4

    assert "too deep" in message(api, "{ __schema { types { " + lists + " } } }")


@pytest.mark.parametrize("deep", ["[" * 5000 + "]" * 5000, "{a:" * 5000 + "1" + "}" * 5000], ids=["list", "object"])
def test_a_value_that_is_too_deep_is_refused(api, deep):
    assert "too deep" in message(api, "{ punchOutSessions(first: 1, filter: " + deep + ") { totalCount } }")


def test_a_body_that_is_too_large_is_refused(api):
    # when
    response = api.post(json.dumps({"query": "#" * limits.MAX_BODY}).encode())

    # then
    assert response.status_code == 413
    assert "131,072 bytes" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"query=%7B",
        b"{",
        b"\xff\xfe",
        b"null",
        b"1",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": ["{ __typename }"]}',
        b'{"query": "{ __typename }", "variables": "{}"}',
        b'{"query": "{ __typename }", "variables": [1]}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": ' + b"[" * 100_000,
    ],
    ids=lambda body: body[:45].decode(errors="replace"),
)
def test_a_body_that_is_no_query_is_refused(api, body):
    response = api.post(body)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "asked",
    [
        {"query": ""},
        {"query": "   "},
        {"query": "{"},
        {"query": "}{"},
        {"query": "{ noSuchField }"},
        {"query": "{ __typename }", "operationName": "Other"},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "fragment A on Query { __typename }"},
        {"query": "subscription { __typename }"},
        {"query": "query ($id: ID!) { punchOutDocument(id: $id) { body } }"},
        {
            "query": "query ($first: Int) { punchOutSessions(first: $first) { totalCount } }",
            "variables": {"first": "x"},
        },
        {"query": "{ punchOutSessions(first: 99999999999999) { totalCount } }"},
        {
            "query": "mutation ($at: DateTime) { punchOutCredentialRevoke(id: 1, at: $at) { errors { code } } }",
            "variables": {"at": "2016-12-31T23:59:60Z"},
        },
        {"query": 'mutation { punchOutCredentialRevoke(id: 1, at: "next week") { errors { code } } }'},
    ],
    ids=str,
)
def test_a_query_that_cannot_be_run_is_told_so(api, asked):
    # when
    response = api.post(asked)

    # then
    assert response.status_code == 200
    answer = response.json()
    assert answer.get("data") is None
    assert answer["errors"][0]["message"]
    assert answer["errors"][0]["extensions"]["exception"]["code"]


@pytest.mark.parametrize(
    "asked", [{"query": "{ __typename }", "variables": None}, {"query": "query A { __typename }", "operationName": "A"}]
)
def test_what_may_be_left_out_may_be_null(api, asked):
    assert api.post(asked).json() == {"data": {"__typename": "Query"}}


def test_looking_is_not_asking(api, settings):
    settings.DEBUG = False

    response = api.client.get("/graphql/?query={__typename}")

    assert response.status_code == 405
    assert response["Allow"] == "POST, OPTIONS"
    assert "POST" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_every_origin_may_ask_and_none_by_cookies(api, method):
    # when
    response = getattr(api.client, method)("/graphql/", headers={"origin": "https://storefront.example.com"})

    # then
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "Content-Type, Authorization"
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response


def test_a_preflight_is_answered(api):
    assert api.client.options("/graphql/").status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_other_methods_are_not_taken(api, method):
    assert getattr(api.client, method)("/graphql/").status_code == 405


def test_graphiql_is_for_developers(api, settings):
    # when
    settings.DEBUG = True
    page = api.client.get("/graphql/")
    settings.DEBUG = False
    closed = api.client.get("/graphql/")

    # then
    assert page.status_code == 200
    assert "graphiql" in page.content.decode()
    assert closed.status_code == 405


def test_graphiql_asks_nobody_else(api, settings):
    # given
    settings.DEBUG = True

    # when
    page = api.client.get("/graphql/").content.decode()

    # then
    assert re.findall(r'(?:src|href)="(?!/static/|data:)', page) == []
    assert len(re.findall(r'src="/static/', page)) >= 3
    assert "//" not in re.sub(r"<!doctype[^>]*>", "", page)


def test_an_error_on_our_side_tells_nothing_but_that(staff, partner, caplog):
    # given
    TradingPartner.objects.filter(pk=partner.pk).update(system="sold-and-gone")

    # when
    answer = staff.answer("{ punchOutTradingPartners(first: 100) { edges { node { name system { key } } } } }")

    # then
    (error,) = answer["errors"]
    assert error["message"] == "An error on our side."
    assert error["extensions"] == {"exception": {"code": "InternalError"}}
    assert "sold-and-gone" not in str(answer)
    assert "KeyError: 'sold-and-gone'" in caplog.text
