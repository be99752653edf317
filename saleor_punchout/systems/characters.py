"""Characters that a receiver cannot hold, told by the nearest that it can: never by a question mark."""

from __future__ import annotations

import re
import unicodedata

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Controls, halves of surrogate pairs and noncharacters: XML holds few of them, and nobody can read any."""

_LINE_BREAKS = re.compile(r"[\t\r\n]+")

_NEAREST = dict(
    pair.split("=", 1)
    for pair in """
        €=EUR ™=(TM) ©=(C) ®=(R) Ω=Ohm µ=u μ=u ×=x °=deg –=- —=- ‐=- −=- …=... •=* ⁄=/ ≤=<= ≥=>= ±=+/-
        ‘=' ’=' ‚=' ′=' “=" ”=" „=" ″=" «=" »=" ß=ss ẞ=SS Æ=AE æ=ae Œ=OE œ=oe Ø=O ø=o Ł=L ł=l Đ=D đ=d ı=i
    """.split()
)
"""What canonical decomposition does not know."""


def readable(text: str, charset: str, is_single_line: bool = False) -> str:
    """``text`` as a receiver that reads ``charset`` can hold it; unchanged where it can.

    What has no near relative in ``charset`` is gone.
    """
    if text.isascii() and text.isprintable():
        return text  # nearly all that a cart holds
    text = _UNREADABLE.sub(" ", text)
    if is_single_line:
        text = _LINE_BREAKS.sub(" ", text)
    if _has(charset, text):
        return text
    return "".join(_nearest(character, charset) for character in unicodedata.normalize("NFC", text))


def _nearest(character: str, charset: str) -> str:
    if _has(charset, character):
        return character
    parts = _NEAREST.get(character) or unicodedata.normalize("NFKD", character)
    return "".join(part for one in parts for part in _NEAREST.get(one, one) if _has(charset, part))


def _has(charset: str, text: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
