"""The pretend Saleor has nothing that real Saleor does not have, so whatever runs here is valid there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from graphql import parse, validate

from saleor_punchout.gateway.client import OPERATIONS
from saleor_punchout.sandbox.saleor.schema import schema
from tests.sandbox.sdl import Definition, Member, read_schema

REPOSITORY = Path(__file__).parents[2]
SCHEMA_DIR = Path(os.environ.get("PUNCHOUT_SALEOR_SCHEMA_DIR") or REPOSITORY / "../shared/saleor/schema")
SINCE_323 = {
    "Delivery",
    "DeliveryOptionsCalculate",
    "DeliveryOptionsCalculateError",
    "DeliveryOptionsCalculateErrorCode",
    "Mutation.deliveryOptionsCalculate",
    "PasswordLoginModeEnum",
    "Shop.allowStorefrontTraffic",
    "Shop.passwordLoginMode",
    "Shop.useLegacyShippingZoneStockAvailability",
}


@pytest.mark.parametrize("path", sorted(OPERATIONS.glob("*.graphql")), ids=lambda path: path.stem)
def test_every_operation_of_the_gateway_is_valid(path: Path) -> None:
    assert validate(schema, parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("version", ["3.21", "3.22", "3.23", "3.24a"])
def test_every_name_is_one_of_saleors(version: str) -> None:
    # given
    path = SCHEMA_DIR / f"{version}.graphql"
    if not path.is_file():
        pytest.skip(f"no Saleor schema at {path}; set PUNCHOUT_SALEOR_SCHEMA_DIR")
    theirs = read_schema(path.read_text("utf-8"))

    # when
    strange = set(strangers(read_schema(str(schema)), theirs))

    # then
    assert strange == (SINCE_323 if version < "3.23" else set())


def strangers(ours: dict[str, Definition], theirs: dict[str, Definition]) -> list[str]:
    """What is ours alone, or means something else there."""
    found = []
    for name, definition in ours.items():
        if name not in theirs or theirs[name].kind != definition.kind:
            found.append(name)
            continue
        for field, member in definition.members.items():
            there = theirs[name].members.get(field)
            if there is None or not fits(member, there, definition.kind):
                found.append(f"{name}.{field}")
        if definition.kind == "input":
            found += sorted(needed(theirs[name].members) - needed(definition.members))
    return found


def fits(ours: Member, theirs: Member, kind: str) -> bool:
    """Whether every document that uses the member here may use it so there."""
    if kind == "input":
        return accepts(ours, theirs)
    arguments = all(
        name in theirs.arguments and accepts(argument, theirs.arguments[name])
        for name, argument in ours.arguments.items()
    )
    return ours.type == theirs.type and arguments and needed(theirs.arguments) <= needed(ours.arguments)


def accepts(ours: Member, theirs: Member) -> bool:
    """Whether what we are given may be given there: we may demand more, never less."""
    return theirs.type in (ours.type, ours.type.removesuffix("!")) and ours.default in ("", theirs.default)


def needed(members: dict[str, Member]) -> set[str]:
    return {name for name, member in members.items() if member.type.endswith("!") and not member.default}
