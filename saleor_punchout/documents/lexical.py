"""Strict grammars for the words inside a document: numbers, currencies, moments, return addresses.

Two stages, and nothing else in the package turns text into a number: a tolerant normaliser for the spellings
that real procurement systems send, then one grammar without exceptions. ``Decimal()`` and ``int()`` alone accept
``1_000``, ``٣``, ``NaN`` and ``1e999999``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)

_DECIMALS = 6
"""Decimals of the grammar; more are rounded."""
_MANY_DECIMALS = re.compile(r"-?[0-9]{1,12}\.[0-9]{7,22}", re.ASCII)
"""As floating point is written: 17 digits, of which the first may stand in the sixth place after the point."""
_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_LEADING_POINT = re.compile(r"\.[0-9]{1,6}", re.ASCII)
_COMMA_DECIMAL = re.compile(r"[0-9]{1,12},([0-9]{1,2}|[0-9]{4})", re.ASCII)
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]{1,6}", re.ASCII)
_SPACE_GROUPS = re.compile(r"[0-9]{1,3}([ \u00a0][0-9]{3})+[.,][0-9]{1,6}", re.ASCII)

CURRENCIES = frozenset(
    """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
        CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
        GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
        KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
        NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN
        SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XAG
        XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG ZWL
    """.split()
)
"""ISO 4217, alphabetic codes."""

_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),
        0,
    ),
    **dict.fromkeys(
        """
        BHD IQD JOD KWD LYD OMR TND
    """.split(),
        3,
    ),
}

_WIDE = Context(prec=64)
"""Room for any sum of products that the grammar admits; the default of 28 digits raises beyond."""

MAX_HOST = 253
"""Characters of a host's name (RFC 1035)."""
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?", re.ASCII)
_NOT_IN_URL = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\ufeff]")


class LexicalError(ValueError):
    """A word outside its grammar. The message completes the sentence *"The unit price …"*."""


MAX_WORD = 128
"""Characters that a number or a moment may take with the blanks around it; the caches keep what they are asked."""


@lru_cache(maxsize=4096)
def plain_number(text: str) -> Decimal | None:
    """The number where ``text`` is written as the standard asks, else None. Cached: orders repeat their prices.

    The caller must ask for no more than ``MAX_WORD`` characters.
    """
    word = text.strip()
    return Decimal(word) if NUMBER.fullmatch(word) else None


def number(text: str) -> Decimal:
    """The plain decimal number that ``text`` means.

    Accepted beyond ``1234.5``: ``.34``; ``1,234.50``, ``1 234,50`` (groups of three and another decimal mark);
    ``9,99`` and ``1,6567`` (one comma before one, two or four digits); ``125.30000000000001``, rounded to six decimals,
    for JavaScript writes its sums so. A leading minus is read, so that the caller can say *negative* rather than *not
    a number*.
    """
    word = text.strip()
    return Decimal(word if NUMBER.fullmatch(word) else _normalised(word))


def _normalised(word: str) -> str:
    if _LEADING_POINT.fullmatch(word):
        return "0" + word
    if _COMMA_DECIMAL.fullmatch(word):
        return word.replace(",", ".")
    if _COMMA_GROUPS.fullmatch(word):
        word = word.replace(",", "")
    elif _SPACE_GROUPS.fullmatch(word):
        word = re.sub(r"[ \u00a0]", "", word).replace(",", ".")
    elif _MANY_DECIMALS.fullmatch(word):
        word = plain(rounded_to(Decimal(word), _DECIMALS))
    if not NUMBER.fullmatch(word):
        raise LexicalError(_not_a_number(word))
    return word


def _not_a_number(word: str) -> str:
    if not word:
        return "is empty; write a number such as 1234.50"
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", word, re.ASCII):
        return f"is ambiguous ({word[:20]}); write 1234.00 or 1.234 with a decimal point and no grouping"
    if _DIGITS.fullmatch(word):
        return "has too many digits; write at most twelve before the decimal point, and no more decimals than it needs"
    return "is not a plain number; write digits and a decimal point, such as 1234.50"


def currency(text: str) -> str:
    """An ISO 4217 code in capitals."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise LexicalError("names no ISO 4217 currency; write a code such as EUR")
    return code


def rounded(amount: Decimal, currency_code: str) -> Decimal:
    """``amount`` in whole minor units of its currency, halves away from zero as invoices do."""
    return rounded_to(amount, _EXPONENTS.get(currency_code, 2))


def rounded_to(number: Decimal, decimals: int) -> Decimal:
    """``number`` with that many decimals, halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)


def plain(value: Decimal) -> str:
    """The decimal as text for the wire: a point, no exponent, no grouping."""
    return format(value, "f")


def priced(value: Decimal, currency: str) -> Decimal:
    """An amount in whole minor units of its currency, or with as many decimals as it has beyond them: 14.8000 EUR is
    14.80, 0.0125 EUR stays, 1500.00 JPY is 1500."""
    usual = rounded(value, currency)
    return usual if usual == value else value.normalize()


def moment(text: str) -> datetime | None:
    """The aware moment that a timestamp means, or None: a sender's clock is logged, it never decides.

    Seen beside ISO 8601: a blank before the offset (Jaggaer), no offset (PowerSchool), a date alone (cXML 1.1
    examples), ``Mon May 19 18:29:48 +0000 2008`` (Coupa 2008), ``2019-06-20UTC12:52:15+00:00`` (a simulator).
    """
    word = text.strip()
    if len(word) > MAX_WORD:
        return None
    word = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", word).replace("UTC", "T")
    for parse in (datetime.fromisoformat, _ctime):
        try:
            found = parse(word)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _ctime(word: str) -> datetime:
    return datetime.strptime(word, "%a %b %d %H:%M:%S %z %Y")


def language(text: str) -> str:
    """A language tag that every reader takes: the one given where it is well-formed (RFC 3066), else ``en``."""
    tag = text.strip()
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) else "en"


def return_address(text: str) -> SplitResult:
    """A URL that a browser may post a cart to: absolute, http or https, a host, no user information.

    Stricter than browsers on purpose: whatever two URL parsers could read differently (backslashes, control
    characters, percent signs in the host) is refused, so that the host that we check is the host that gets the cart.
    """
    word = text.strip()
    if _NOT_IN_URL.search(word):
        raise LexicalError("holds characters that no URL may hold; encode them")
    try:
        url = urlsplit(word)
        host_of(url)
        _ = url.port
    except ValueError as error:
        raise LexicalError("is not an absolute URL; write https://host/path") from error
    if url.scheme not in ("http", "https"):
        raise LexicalError("is not an https URL; write https://host/path")
    if url.username is not None or url.password is not None:
        raise LexicalError("carries a user name; remove everything before the @")
    return url


def host_of(url: SplitResult) -> str:
    """The host in lower-case ASCII (IDNA). Raises ValueError where there is none.

    A host outside ASCII must be written as IDNA 2003 itself would write it: browsers follow IDNA 2008 and take
    ``faß.example`` elsewhere than to ``fass.example``.
    """
    name = (url.hostname or "").rstrip(".")
    if len(name) > MAX_HOST:
        raise ValueError(name[:MAX_HOST])  # and the codec would take its time
    if ":" in name:
        return name  # an IPv6 literal: urlsplit has checked it
    ascii_name = name.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(ascii_name) or (not name.isascii() and ascii_name.encode().decode("idna") != name):
        raise ValueError(name)
    return ascii_name
