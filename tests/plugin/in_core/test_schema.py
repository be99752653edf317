"""Our fields in Saleor's own schema, and the check that says so."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tests.plugin.in_core.asking import ask, code_of, token_of, watched

SYSTEMS = "{ punchOutSystems { key } }"
SESSIONS = "{ punchOutSessions(first: 2) { totalCount edges { node { id requestedAt documents { kind } } } } }"
MAKE = """
mutation ($input: PunchOutTradingPartnerInput!, $credentials: [PunchOutCredentialInput!]!) {
  punchOutTradingPartnerCreate(input: $input, credentials: $credentials) { partner { id slug } errors { field code } }
}
"""
TOO_EARLY = """
import django
from django.apps import apps
from django.core.management import call_command
from saleor_punchout.apps import PunchOutConfig

ready = PunchOutConfig.ready
def late(self):
    import saleor.graphql.api
    ready(self)
PunchOutConfig.ready = late
django.setup()
call_command("check")
"""


def test_every_field_of_ours_stands_in_saleors_schema() -> None:
    from saleor_punchout.plugin.checks import schema_is_extended

    assert schema_is_extended(None) == []


def test_the_check_is_loud_where_saleors_schema_was_built_before_us() -> None:
    # when
    done = subprocess.run([sys.executable, "-c", TOO_EARLY], capture_output=True, text=True, timeout=280, check=False)

    # then
    assert done.returncode != 0
    assert "(saleor_punchout.E003) Saleor's GraphQL schema lacks" in done.stderr


def test_a_moment_in_time_is_one_type() -> None:
    from saleor.graphql import api
    from saleor.graphql.core.scalars import DateTime

    shown = api.schema.get_type("PunchOutSession").fields["requestedAt"].type.of_type
    assert shown.graphene_type is DateTime


def test_staff_read_by_saleors_own_token_without_unsafe_access(staff: Any, company: Any) -> None:
    company.request_setup()
    token = token_of(staff)
    with watched():
        answer = ask(SESSIONS, token)
    assert "errors" not in answer, answer
    assert answer["data"]["punchOutSessions"]["edges"][0]["node"]["documents"] == [{"kind": "PunchOutSetupRequest"}]


def test_a_stranger_is_refused_as_saleor_refuses() -> None:
    with watched():
        assert code_of(ask(SYSTEMS)) == "PermissionDenied"


def test_staff_without_the_permission_are_refused(staff: Any) -> None:
    staff.is_superuser = False
    staff.save()
    assert code_of(ask(SYSTEMS, token_of(staff))) == "PermissionDenied"


def test_a_customer_with_a_permission_is_no_staff(staff: Any) -> None:
    staff.is_staff = False
    staff.save()
    assert code_of(ask(SYSTEMS, token_of(staff))) == "PermissionDenied"


def test_a_mutation_answers_in_saleors_idiom(staff: Any) -> None:
    token = token_of(staff)
    with watched():
        answer = ask(MAKE, token, input={"name": "Without credentials"}, credentials=[])
    assert answer["data"]["punchOutTradingPartnerCreate"]["partner"] is None, answer
    assert answer["data"]["punchOutTradingPartnerCreate"]["errors"]


def test_lists_cost_what_they_hold(staff: Any) -> None:
    def cost(first: int) -> int:
        answer = ask("query ($n: Int) { punchOutSessions(first: $n) { totalCount } }", token_of(staff), n=first)
        return int(answer["extensions"]["cost"]["requestedQueryCost"])

    assert cost(100) > cost(1)
