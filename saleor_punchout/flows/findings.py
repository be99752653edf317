"""What a health check says, and how one question becomes findings whatever comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from saleor_punchout.exceptions import GatewayError, SaleorForbids
from saleor_punchout.flows.health_notes import NOTES
from saleor_punchout.flows.mending import MENDS


class Severity(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """Works, but perhaps not as the merchant expects."""
    PROBLEM = "problem"
    """Buyers or orders will be turned away, or come past their approval."""
    UNKNOWN = "unknown"
    """Could not be read; says nothing about what was read beside it."""


OK, WARNING, PROBLEM, UNKNOWN = Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; ``channel`` is the slug of the channel that it is about, empty for all of the shop."""

    code: str
    severity: Severity
    title: str
    channel: str = ""

    @property
    def why(self) -> str:
        """Why it matters to business buyers."""
        return NOTES[self.code].why

    @property
    def remedy(self) -> str:
        """What to do, in the Dashboard or in our settings."""
        return NOTES[self.code].remedy

    @property
    def is_fixable(self) -> bool:
        """Whether ``saleor-punchout check --fix`` can do it; of what could not be read, whether it may be needed."""
        return self.severity != OK and self.code in MENDS

    def facts(self) -> dict[str, object]:
        """All of it, for whoever tells it further."""
        return {
            "channel": self.channel,
            "code": self.code,
            "severity": self.severity,
            "title": self.title,
            "why": self.why,
            "remedy": self.remedy,
            "fixable": self.is_fixable,
        }


@dataclass(frozen=True, slots=True)
class Check:
    """A question to Saleor, the codes of all that it tells, and the permission without which it tells nothing."""

    codes: tuple[str, ...]
    permission: str
    """Empty where any app may ask."""
    ask: Callable[[], Iterator[Finding]]
    channel: str = ""

    def run(self) -> list[Finding]:
        """What was found; where Saleor did not answer, one finding of each code that says why."""
        try:
            return list(self.ask())
        except SaleorForbids as error:
            reason = f"without the permission {self.permission}." if self.permission else f"now. {error.message}"
        except GatewayError as error:
            reason = f"now. {error.message}"
        return [
            Finding(code, UNKNOWN, f"{NOTES[code].subject}: cannot be read {reason}", self.channel)
            for code in self.codes
        ]


def verdict(code: str, good: bool, praise: str, severity: Severity, blame: str, channel: str = "") -> Finding:
    """``praise`` where it is as it should be, else ``blame`` with this severity."""
    return Finding(code, OK, praise, channel) if good else Finding(code, severity, blame, channel)


def listed(names: tuple[str, ...], most: int = 3) -> str:
    """A few names in words."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
