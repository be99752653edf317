"""The health check on paper: the same for the service's command line and for Saleor's ``manage.py``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from saleor_punchout.flows.findings import Finding, Severity

MARKS = {Severity.OK: "✓", Severity.WARNING: "!", Severity.PROBLEM: "✗", Severity.UNKNOWN: "?"}
WIDTH = 110
"""Characters of a line."""


def told(saleor: str, findings: Sequence[Finding], *, fix: str = "") -> str:
    """Several lines: the findings of the whole shop, then those of each channel, then how many there are of each.

    ``fix`` is the command that sets right what can be, where there is one.
    """
    lines = [saleor or "This Saleor"]
    for channel, found in groupby(findings, lambda finding: finding.channel):
        lines += ["", f"  Channel {channel}"] if channel else []
        for finding in found:
            lines += _told(finding, fix)
    return "\n".join([*lines, "", f"  {summary(findings)}"])


def _told(finding: Finding, fix: str) -> Iterator[str]:
    yield from _folded(f"  {MARKS[finding.severity]} ", finding.title)
    if finding.severity != Severity.OK:
        yield from _folded("      Why:  ", finding.why)
        yield from _folded("      Do:   ", finding.remedy)
    if fix and finding.is_fixable:
        yield f"      Or:   {fix} {finding.code}"


def _folded(head: str, text: str) -> list[str]:
    printable = "".join(one if one.isprintable() else " " for one in text)  # Saleor's words must not move the cursor
    return wrap(printable, WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


def summary(findings: Sequence[Finding]) -> str:
    """How many there are of each severity, in words."""
    counted = Counter(finding.severity for finding in findings)
    names = {
        Severity.PROBLEM: ("problem", "problems"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.UNKNOWN: ("that could not be read", "that could not be read"),
        Severity.OK: ("as it should be", "as they should be"),
    }
    return ", ".join(f"{counted[one]} {names[one][counted[one] != 1]}" for one in names if counted[one]) + "."


def as_json(saleor: str, finding: Finding) -> str:
    """One object in one line."""
    return json.dumps({"saleor": saleor} | finding.facts(), ensure_ascii=False)


def has_problem(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == Severity.PROBLEM for finding in findings)
