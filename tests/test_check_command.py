"""``saleor-punchout check`` as people run it: a process of its own, against a Saleor that is reached over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO

import pytest
import requests
from django.core.management import call_command

from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.models import Channel
from saleor_punchout.service.demo import partners
from saleor_punchout.service.demo import settings as demo
from tests.test_cli import SERVICE, free_port, run, running

CHANNEL = "default-channel"
MAKE_PARTNER = """
import django
django.setup()
from saleor_punchout.models import Installation, TradingPartner
TradingPartner.objects.create(
    installation=Installation.objects.get(), name="Orrin", slug="orrin", channel="default-channel",
    storefront_url="https://shop.example.com/",
)
"""
CONNECT_ANOTHER = """
import django
django.setup()
from saleor_punchout.models import Installation
Installation.objects.create(api_url="https://another.example.com/graphql/", app_id="QXBwOjE=")
"""
STATE = """
query ($channel: String!) {
  shop { limitQuantityPerCheckout fulfillmentAllowUnpaid }
  channel(slug: $channel) {
    id
    orderSettings { allowUnpaidOrders }
    checkoutSettings { automaticallyCompleteFullyPaidCheckouts }
  }
}
"""
SPOIL = """
mutation ($id: ID!, $shop: ShopSettingsInput!, $channel: ChannelUpdateInput!) {
  shopSettingsUpdate(input: $shop) { errors { code } }
  channelUpdate(id: $id, input: $channel) { errors { code } }
}
"""
WRONG, RIGHT = (50, False, True, True), (None, True, False, False)


@pytest.fixture(scope="module")
def saleor(tmp_path_factory):
    """Address of a Saleor: the demo's."""
    port = free_port()
    with running("demo", "--port", port, env=SERVICE, cwd=tmp_path_factory.mktemp("demo")) as demo:
        while "Start here" not in demo.stdout.readline():
            assert demo.poll() is None
        yield f"http://127.0.0.1:{port}/saleor/graphql/"


@pytest.fixture(scope="module")
def installed(saleor, tmp_path_factory):
    """Environment of a service that has one trading partner in that Saleor."""
    env = SERVICE | {
        "SALEOR_API_URL": saleor,
        "SALEOR_APP_TOKEN": demo.PUNCHOUT_SANDBOX_TOKEN,
        "PUNCHOUT_ALLOW_PRIVATE_ADDRESSES": "true",
        "PUNCHOUT_PUBLIC_URL": "https://punchout.example.com",
        "PUNCHOUT_DATA_DIR": str(tmp_path_factory.mktemp("service")),
    }
    assert run("check", env=env).returncode == 0
    in_service(MAKE_PARTNER, env)
    return env


def in_service(script, env):
    settings = {"DJANGO_SETTINGS_MODULE": "saleor_punchout.service.settings"}
    subprocess.run([sys.executable, "-c", script], env=env | settings, check=True, timeout=60)


def ask(saleor, query, **variables):
    headers = {"Authorization": f"Bearer {demo.PUNCHOUT_SANDBOX_STAFF_TOKEN}"}
    answer = requests.post(saleor, json={"query": query, "variables": variables}, headers=headers, timeout=20).json()
    assert "errors" not in answer, answer
    return answer["data"]


def state(saleor):
    """The four settings that can be set right."""
    data = ask(saleor, STATE, channel=CHANNEL)
    shop, channel = data["shop"], data["channel"]
    completes = channel["checkoutSettings"]["automaticallyCompleteFullyPaidCheckouts"]
    unpaid = channel["orderSettings"]["allowUnpaidOrders"]
    return shop["limitQuantityPerCheckout"], shop["fulfillmentAllowUnpaid"], unpaid, completes


@pytest.fixture
def spoilt(saleor, installed):
    """The same, in a shop in which everything is as it should not be."""
    ask(
        saleor,
        SPOIL,
        id=ask(saleor, STATE, channel=CHANNEL)["channel"]["id"],
        shop={"limitQuantityPerCheckout": 50, "fulfillmentAllowUnpaid": False},
        channel={
            "orderSettings": {"allowUnpaidOrders": True},
            "checkoutSettings": {"automaticallyCompleteFullyPaidCheckouts": True},
        },
    )
    assert state(saleor) == WRONG
    return installed


@pytest.fixture
def administered(spoilt):
    """The same, with the token of a member of staff."""
    return spoilt | {"SALEOR_ADMIN_TOKEN": demo.PUNCHOUT_SANDBOX_STAFF_TOKEN}


def test_problems_are_told_in_plain_words_with_what_to_do(saleor, spoilt):
    # when
    done = run("check", env=spoilt)

    # then
    assert done.returncode == 1
    shop, _, channel = done.stdout.partition("Channel default-channel")
    assert shop.startswith(f"{saleor}\n  ✓ Saleor 3.23.0 answers.\n")
    assert "  ? The limit of pieces per article in one checkout: cannot be read without the permission" in shop
    assert "  ✗ Orders on account cannot be shipped before they are paid.\n      Why:  Business orders" in shop
    assert "  ✗ Shoppers can complete a cart without paying.\n      Why:  A buyer could" in channel
    assert "→ Allow unpaid orders: switch it off.\n      Or:   saleor-punchout check --fix UNPAID_ORDERS" in channel
    assert "  ! Saleor completes paid checkouts by itself.\n" in channel
    assert "2 problems, 2 warnings, 1 that could not be read, " in channel
    assert max(map(len, done.stdout.splitlines())) <= 110
    assert state(saleor) == WRONG


def test_findings_are_told_as_json_one_a_line(saleor, spoilt):
    # when
    done = run("check", "--json", "--saleor", saleor, env=spoilt)

    # then
    found = {one["code"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert {one["saleor"] for one in found.values()} == {saleor}
    assert (found["UNPAID_ORDERS"]["severity"], found["UNPAID_ORDERS"]["channel"]) == ("problem", CHANNEL)
    assert (found["CONNECTION"]["severity"], found["CONNECTION"]["fixable"]) == ("ok", False)


def test_everything_that_can_be_is_set_right_with_before_and_after(saleor, administered):
    # when
    done = run("check", "--fix", "--yes", env=administered)

    # then
    assert done.returncode == 0
    assert state(saleor) == RIGHT
    assert "\nlimitQuantityPerCheckout: was 50, is no limit.\n" in done.stderr
    assert "\nfulfillmentAllowUnpaid: was off, is on.\n" in done.stderr
    assert "\nallowUnpaidOrders of channel default-channel: was on, is off.\n" in done.stderr
    assert "\nautomaticallyCompleteFullyPaidCheckouts of channel default-channel: was on, is off.\n" in done.stderr
    assert demo.PUNCHOUT_SANDBOX_STAFF_TOKEN not in done.stdout + done.stderr


def test_only_what_was_named_is_set_right(saleor, administered):
    # when
    done = run("check", "--fix", "QUANTITY_LIMIT", "AUTO_COMPLETE", "--yes", env=administered)

    # then
    assert done.returncode == 1
    assert state(saleor) == (None, False, True, False)


def test_nothing_is_changed_without_a_yes(saleor, administered):
    # when
    done = run("check", "--fix", "UNPAID_ORDERS", "AUTO_COMPLETE", env=administered)

    # then
    assert done.returncode == 1
    assert "allowUnpaidOrders of channel default-channel: on → off? [y/N]" in done.stderr
    assert "allowUnpaidOrders of channel default-channel stays on." in done.stderr
    assert state(saleor) == WRONG


def test_each_change_is_asked_for(saleor, administered):
    # when
    done = run("check", "--fix", "UNPAID_ORDERS", "AUTO_COMPLETE", env=administered, typed="n\ny\n")

    # then
    assert done.returncode == 1
    assert state(saleor) == (50, False, True, False)


def test_what_our_own_app_may_change_needs_no_other_token(saleor, spoilt):
    # when
    done = run("check", "--fix", "UNPAID_ORDERS", "AUTO_COMPLETE", "--yes", env=spoilt)

    # then
    assert state(saleor) == (50, False, False, False)
    assert "1 problem, " in done.stderr


def test_the_settings_of_the_shop_need_the_token_of_somebody_who_may(saleor, spoilt):
    # when
    done = run("check", "--fix", "--yes", env=spoilt)

    # then
    assert done.returncode == 1
    assert "has MANAGE_SETTINGS: export SALEOR_ADMIN_TOKEN=…" in done.stderr
    assert state(saleor) == WRONG


def test_a_token_without_the_right_is_told_which_and_where_to_click_instead(saleor, spoilt):
    # when
    done = run("check", "--fix", "--yes", env=spoilt | {"SALEOR_ADMIN_TOKEN": demo.PUNCHOUT_SANDBOX_TOKEN})

    # then
    assert done.returncode == 1
    assert "fulfillmentAllowUnpaid: the token lacks the permission MANAGE_SETTINGS. By hand: Dashboard: " in done.stderr
    assert state(saleor) == (50, False, False, False)  # what it may do is done all the same


def test_a_token_that_no_header_can_carry_is_refused_and_not_shown(saleor, spoilt):
    # when
    done = run("check", "--fix", "--yes", env=spoilt | {"SALEOR_ADMIN_TOKEN": "sécret"})

    # then
    assert done.returncode == 1
    assert "The app token holds characters that no header can carry." in done.stderr
    assert "sécret" not in done.stdout + done.stderr
    assert state(saleor) == WRONG


def test_there_may_be_nothing_to_fix(saleor, administered):
    # given
    run("check", "--fix", "--yes", env=administered)

    # when
    done = run("check", "--fix", "UNPAID_ORDERS", "--yes", env=administered)

    # then
    assert (done.returncode, state(saleor)) == (0, RIGHT)
    assert "There is nothing to fix." in done.stderr


def test_a_saleor_that_does_not_answer_is_one_clear_problem(installed, tmp_path):
    # given
    nobody = f"http://127.0.0.1:{free_port()}/graphql/"

    # when
    done = run("check", env=installed | {"SALEOR_API_URL": nobody, "PUNCHOUT_DATA_DIR": str(tmp_path)})

    # then
    assert done.returncode == 1
    assert f"  ✗ Saleor cannot be asked. {nobody} did not answer" in done.stdout
    assert done.stdout.count("✗") == 1
    assert "Traceback" not in done.stderr


def test_without_any_saleor_there_is_nothing_to_check(tmp_path):
    # when
    done = run("check", env=SERVICE | {"PUNCHOUT_DATA_DIR": str(tmp_path)})

    # then
    assert (done.returncode, done.stdout) == (1, "")
    assert "No Saleor is connected yet" in done.stderr


def test_before_the_app_is_installed_it_says_how_to(tmp_path):
    # when
    listed = {"PUNCHOUT_SALEOR_URLS": "https://shop.example.com/graphql/"}
    done = run("check", env=SERVICE | listed | {"PUNCHOUT_DATA_DIR": str(tmp_path)})

    # then
    assert done.returncode == 1
    assert "No Saleor is connected yet: install the app there" in done.stderr


def test_a_saleor_that_is_not_connected_cannot_be_checked(saleor, installed):
    # when
    done = run("check", "--saleor", "https://other.example.com/graphql/", env=installed)

    # then
    assert done.returncode == 1
    assert f"https://other.example.com/graphql/ is not connected. Connected: {saleor}" in done.stderr


def test_the_token_of_one_saleor_is_shown_to_no_other(saleor, administered, tmp_path):
    # given
    env = administered | {"PUNCHOUT_DATA_DIR": str(tmp_path)}
    run("check", env=env)
    in_service(CONNECT_ANOTHER, env)

    # when
    done = run("check", "--fix", "--yes", env=env)

    # then
    assert done.returncode == 1
    assert "Name the one to fix: --saleor URL" in done.stderr
    assert state(saleor) == WRONG


def test_a_code_that_cannot_be_fixed_explains_itself():
    # when
    done = run("check", "--fix", "PAYMENT")

    # then
    assert done.returncode == 2
    assert "choose from" in done.stderr


@pytest.fixture
def core(db):
    """A process that has the tables, as Saleor's own has in core."""
    catalogue.fill()
    partners.set_up("http://shop.example.com", demo.PUNCHOUT_SANDBOX_TOKEN)


def managed(*arguments):
    """What ``manage.py punchout_check`` prints, and whether it ends with 1."""
    out = StringIO()
    try:
        call_command("punchout_check", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_manage_py_tells_the_same_and_offers_no_command_that_core_lacks(core):
    # given
    Channel.objects.update(allows_unpaid_orders=True)

    # when
    said, code = managed()

    # then
    assert code == 1
    assert "  Channel default-channel\n" in said
    assert "  ✗ Shoppers can complete a cart without paying.\n" in said
    assert "--fix" not in said


def test_manage_py_ends_well_where_no_problem_is(core):
    # when
    said, code = managed("--json")

    # then
    assert code == 0
    assert "problem" not in {json.loads(line)["severity"] for line in said.splitlines()}
