"""What ``docs/storefront.md`` tells a storefront's developer is what our side does: its code runs here, by Node,
against the real endpoint, and its GraphQL is asked of the published schema. That it works in the official storefront
only a run there can tell; the document says when that was."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests
from django.urls import reverse
from graphql import build_ast_schema, parse, validate

from saleor_punchout.host import PLUGIN_ID
from saleor_punchout.models import TradingPartner
from saleor_punchout.sandbox.shop import visit as shop
from tests.flows.conftest import world  # noqa: F401
from tests.flows.story import punch_out
from tests.needs import need
from tests.shop.conftest import CODES, VISIT

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "storefront.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
GRAPHQL = [code for language, code in BLOCKS if language == "graphql"]
(ROUTE,) = [code for _, code in BLOCKS if code.startswith("// src/app/api/punchout/route.ts")]
TYPES = r"type Visit = \{.*?\};| as \{.*?\}| as Visit|: Request"
"""Of TypeScript, what not every Node leaves out by itself."""
OF_THE_STOREFRONT = """
const getDefaultLocaleSlug = () => "en";
const buildStorefrontPath = (locale, channel, suffix) => `/${locale}/${channel}${suffix}`;
"""
CALL = """
const answer = await GET(new Request(process.argv[1]));
console.log(JSON.stringify({
  status: answer.status, location: answer.headers.get("location"), cookies: answer.headers.getSetCookie() }));
"""

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def enter(live_server):
    """The documented route, asked with a code as a browser asks it: status, location and cookies."""
    node = shutil.which("node")
    need(node, "Node")
    handler = re.sub(TYPES, "", re.sub(r"^import .*", "", ROUTE, flags=re.MULTILINE), flags=re.DOTALL)
    program = OF_THE_STOREFRONT + handler + CALL

    def entered(code: str, punchout: str = live_server.url) -> dict:
        done = subprocess.run(
            [node, "--input-type=module", "--eval", program, f"https://shop.example.com/api/punchout?code={code}"],
            env={"PUNCHOUT_URL": punchout},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return entered


@pytest.fixture
def code(client):
    location = client.post(f"/start/{punch_out(client)}")["Location"]
    return location.rpartition("code=")[2]


def keys_of(answer) -> set[str]:
    return set(answer.json())


def test_the_documented_route_turns_a_code_into_a_cart_and_two_ways_back(enter, code, live_server):
    # given
    channel = TradingPartner.objects.first().channel

    # when
    entered = enter(code)

    # then
    assert (entered["status"], entered["location"]) == (303, f"/en/{channel}/")
    older, cart, back, leave, operation = entered["cookies"]
    assert older == f"checkoutId-{channel}=; Path=/; Max-Age=0"
    for cookie in (cart, back, leave, operation):
        assert re.search(r"; Path=/; Max-Age=\d+; Secure; SameSite=None; Partitioned$", cookie)
    assert re.match(rf"checkoutId-{channel}=\w+", cart)
    for cookie, page in ((back, "return"), (leave, "cancel")):
        name, _, value = cookie.partition(";")[0].partition("=")
        assert name == f"__Host-punchout-{page}"
        assert unquote(value).startswith(f"{live_server.url}/{page}/")
        assert "HttpOnly" in cookie
    assert operation.startswith("__Host-punchout-operation=create; HttpOnly")


def test_the_documented_route_leads_a_buyer_with_a_spent_code_to_a_page_that_helps(enter, code):
    # given
    enter(code)

    # when
    entered = enter(code)

    # then
    assert (entered["status"], entered["cookies"]) == (303, [])
    page = requests.get(entered["location"], timeout=10)
    assert page.status_code == 410
    assert "It is your turn" in page.text
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


def test_the_documented_route_waits_for_a_service_that_is_away(enter, code, live_server):
    away = enter(code, "http://127.0.0.1:9")

    assert (away["status"], away["cookies"]) == (503, [])
    assert enter(code, live_server.url)["status"] == 303  # the code was not spent


def test_the_documented_answer_is_the_one_that_the_endpoint_gives(client, code):
    # when
    address = reverse("punchout-storefront-session")
    given, spent = (client.post(address, {"code": code}, content_type="application/json") for _ in range(2))

    # then
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| ", TEXT.partition("| key | meaning |")[2], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"\w+", row)} == keys_of(given)
    assert set(re.findall(r"visit\.(\w+)", ROUTE)) <= keys_of(given)
    assert f"`{'`, `'.join(sorted(keys_of(spent) - {'error'}))}`" in TEXT
    assert f"${{process.env.PUNCHOUT_URL}}{address}" in ROUTE


def test_the_mini_storefront_asks_the_same_endpoint_and_names_its_cart_alike(client, code):
    # given
    answer = client.post(CODES, {"code": code}, content_type="application/json").json()

    # then
    assert reverse("punchout-storefront-session") == CODES
    assert set(VISIT) <= set(answer)  # what the tests of the mini storefront are answered
    assert shop.cart_cookie("${visit.channel}") in ROUTE


@pytest.mark.parametrize("document", [code for code in GRAPHQL if "punchOut" in code])
def test_the_documented_graphql_is_valid(document):
    schema = build_ast_schema(parse((DOCS / "schema.graphql").read_text("utf-8")))

    assert validate(schema, parse(document)) == []


def test_the_documented_log_in_names_our_plugin():
    (document,) = [code for code in GRAPHQL if "externalObtainAccessTokens" in code]

    assert f'pluginId: "{PLUGIN_ID}"' in document
