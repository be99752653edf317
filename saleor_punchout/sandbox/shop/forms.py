"""What a shopper may send: articles and lines that were on the page, in quantities that are numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from saleor_punchout.sandbox.shop.saleor import Refused

MOST = 9999


class _ShopForm(forms.Form):
    def checked(self) -> dict[str, Any]:
        """What was sent, as values. Raises Refused with the first thing that is wrong."""
        for problem in self.errors.values():
            raise Refused(problem[0])
        return self.cleaned_data


class ChoiceForm(_ShopForm):
    """One of the things on the page, whatever they are called there."""

    chosen = forms.ChoiceField(
        error_messages={
            "required": "Choose an article first.",
            "invalid_choice": "That article is not on this page any more. Look again.",
        }
    )

    def __init__(self, shown: Iterable[Mapping[str, Any]], data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields["chosen"].choices = [(node["id"], "") for node in shown]


class QuantityForm(ChoiceForm):
    """One of them, and how many."""

    quantity = forms.IntegerField(
        min_value=1,
        max_value=MOST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Choose a quantity from 1 to {MOST:,}."
        ),
    )
