"""A small reader of GraphQL SDL: enough of the language to compare two schemas name by name.

graphql-core 2, which Saleor and we run on, cannot parse the SDL that Saleor publishes (interfaces joined by ``&``,
block strings), so this reads tokens. Descriptions, directives and their arguments are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_DROPPED = r'"""(?:\\"""|.)*?"""|#[^\n]*'
_TOKEN = r'"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|-?[0-9.]+|[][!(){}:=|&@]'
_WORD = re.compile(f"{_DROPPED}|({_TOKEN})", re.DOTALL)
_KINDS = {"type", "interface", "input", "enum", "union", "scalar"}


@dataclass
class Member:
    """A field of a type or an input; an enum's value has no type."""

    type: str = ""
    default: str = ""
    arguments: dict[str, Member] = field(default_factory=dict)


@dataclass
class Definition:
    kind: str
    interfaces: set[str] = field(default_factory=set)
    members: dict[str, Member] = field(default_factory=dict)


def read_schema(text: str) -> dict[str, Definition]:
    """Every type of the schema by its name."""
    return _Reader(text).definitions()


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = list(filter(None, _WORD.findall(text)))
        self.at = 0

    def definitions(self) -> dict[str, Definition]:
        found: dict[str, Definition] = {}
        while self.at < len(self.tokens):
            word = self.take()
            if word in _KINDS:
                name = self.take()
                found[name] = self.definition(word)
            elif word in ("schema", "directive"):
                self.skip_other(word)
        return found

    def definition(self, kind: str) -> Definition:
        made = Definition(kind)
        if self.skip("implements"):
            made.interfaces = set(self.names("&"))
        self.directives()
        if kind == "union" and self.skip("="):
            made.members = {name: Member() for name in self.names("|")}
        elif kind != "scalar" and self.skip("{"):
            made.members = self.members("}")
        return made

    def members(self, end: str) -> dict[str, Member]:
        found: dict[str, Member] = {}
        while not self.skip(end):
            if self.peek().startswith('"'):
                self.at += 1
                continue
            name = self.take()
            found[name] = self.member()
        return found

    def member(self) -> Member:
        made = Member()
        if self.skip("("):
            made.arguments = self.members(")")
        if self.skip(":"):
            made.type = self.reference()
        if self.skip("="):
            made.default = self.value()
        self.directives()
        return made

    def reference(self) -> str:
        inner = f"[{self.reference()}{self.take()}" if self.skip("[") else self.take()
        return inner + ("!" if self.skip("!") else "")

    def directives(self) -> None:
        while self.skip("@"):
            self.at += 1
            if self.peek() == "(":
                self.value()

    def value(self) -> str:
        """A constant, or everything between a pair of brackets."""
        word = self.take()
        if word not in ("(", "[", "{"):
            return word
        parts = [word]
        while self.peek() not in (")", "]", "}"):
            parts.append(self.value())
        return "".join([*parts, self.take()])

    def skip_other(self, word: str) -> None:
        """``schema {…}`` or ``directive @name(…) on A | B``, which end where a definition begins."""
        while self.at < len(self.tokens) and self.peek() not in _KINDS and not self.peek().startswith('"'):
            if self.peek() in ("(", "{"):
                self.value()
            else:
                self.at += 1

    def names(self, joined_by: str) -> Iterator[str]:
        self.skip(joined_by)
        yield self.take()
        while self.skip(joined_by):
            yield self.take()

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, word: str) -> bool:
        """Step over ``word`` if it comes next."""
        if self.peek() == word:
            self.at += 1
            return True
        return False
