"""``saleor-punchout check``: tells what stands in the way of business orders, and sets it right for whoever may."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence

from saleor_punchout import checkup
from saleor_punchout.exceptions import PunchOutError, SaleorForbids
from saleor_punchout.flows.findings import Finding
from saleor_punchout.flows.health import examine
from saleor_punchout.flows.mending import MENDS, Mend
from saleor_punchout.gateway.shop import ShopClient
from saleor_punchout.gateway.transports import transport_for
from saleor_punchout.models import Installation

TOKEN = "SALEOR_ADMIN_TOKEN"  # noqa: S105  # the name of the variable


def run(saleor: str, *, fix: Sequence[str] | None, yes: bool, as_json: bool) -> int:
    """Check the Saleor of that address, or all that are connected; 1 where a problem is left.

    ``fix`` are the codes of what shall be set right: all that can be where it is empty, nothing where it is None.
    """
    installations = _wanted(saleor)
    if fix is not None and len(installations) > 1:  # a token is one Saleor's, and no other's to see
        sys.exit("saleor-punchout check: several Saleors are connected. Name the one to fix: --saleor URL")
    problems = [_check(installation, fix=fix, yes=yes, as_json=as_json) for installation in installations]
    return int(any(problems) or not installations)


def _wanted(saleor: str) -> list[Installation]:
    connected = list(Installation.objects.filter(is_active=True).order_by("api_url"))
    if saleor and saleor not in (installation.api_url for installation in connected):
        known = ", ".join(installation.api_url for installation in connected) or "none"
        sys.exit(f"saleor-punchout check: {saleor} is not connected. Connected: {known}")
    return [installation for installation in connected if saleor in ("", installation.api_url)]


def _check(installation: Installation, *, fix: Sequence[str] | None, yes: bool, as_json: bool) -> bool:
    """Whether a problem is left."""
    findings = examine(installation)
    _print(installation, findings, as_json=as_json)
    if fix is None:
        return checkup.has_problem(findings)
    chosen = [finding for finding in findings if finding.is_fixable and (not fix or finding.code in fix)]
    done = _mend_all(installation, chosen, yes=yes)
    left = examine(installation)
    _say(f"Now: {checkup.summary(left)}")
    return checkup.has_problem(left) or not done


def _print(installation: Installation, findings: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        print("\n".join(checkup.as_json(installation.api_url, finding) for finding in findings))
    else:
        print(checkup.told(installation.api_url, findings, fix="saleor-punchout check --fix"), end="\n\n")


def _mend_all(installation: Installation, chosen: Sequence[Finding], *, yes: bool) -> bool:
    """Whether all that was chosen is as it should be, or was declined."""
    if not chosen:
        _say("There is nothing to fix.")
        return True
    client = ShopClient(transport_for(installation.api_url, _token(installation, chosen)), pauses=())
    return all([_mend(client, finding, yes=yes) for finding in chosen])  # a list: the next is tried all the same


def _token(installation: Installation, chosen: Sequence[Finding]) -> str:
    """The administrator's where there is one. Our own app may change orders and checkouts, but not the shop."""
    token = os.environ.get(TOKEN, "")
    if token or all(MENDS[finding.code].is_ours_to_do for finding in chosen):
        return token or installation.token
    if sys.stdin.isatty():
        token = getpass.getpass("Token of a member of staff, or of an app, that has MANAGE_SETTINGS: ")
    if not token:
        sys.exit(
            "saleor-punchout check: our app may not change the settings of the shop. Give the token of a member of"
            f" staff, or of an app, that has MANAGE_SETTINGS: export {TOKEN}=…"
        )
    return token


def _mend(client: ShopClient, finding: Finding, *, yes: bool) -> bool:
    """Set one thing right, if that is wanted, and say so. False where Saleor did not let us."""
    mend = MENDS[finding.code]
    place = f"{mend.name} of channel {finding.channel}" if finding.channel else mend.name
    try:
        _say(f"{place}{_change(client, mend, finding.channel, None if yes else place)}.")
    except SaleorForbids:
        _say(f"{place}: the token lacks the permission {' or '.join(mend.permissions)}. By hand: {finding.remedy}")
        return False
    except PunchOutError as error:
        _say(f"{place}: {error.message} By hand: {finding.remedy}")
        return False
    return True


def _change(client: ShopClient, mend: Mend, channel: str, question: str | None) -> str:
    """What was and what is, in words; asks first where there is a question."""
    before = mend.read(client, channel)
    if before == mend.wanted:
        return f" is {_value(before)} already"
    if question and not _agreed(f"{question}: {_value(before)} → {_value(mend.wanted)}?"):
        return f" stays {_value(before)}"
    mend.apply(client, channel)
    return f": was {_value(before)}, is {_value(mend.read(client, channel))}"


def _agreed(question: str) -> bool:
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _value(value: object) -> str:
    words = {None: "no limit", True: "on", False: "off"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def _say(line: str) -> None:
    """Beside what ``--json`` prints."""
    print(line, file=sys.stderr)
