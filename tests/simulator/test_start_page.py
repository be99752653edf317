"""What keeps a start page from opening where a system shows it."""

from __future__ import annotations

import pytest
import requests

from saleor_punchout.simulator.dialects import DIALECTS
from saleor_punchout.simulator.start_page import complaints, framing


def page(url: str = "https://punchout.example.com/start/1", **headers: str) -> requests.Response:
    response = requests.Response()
    response.url = url
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://punchout.example.com/start/1", ""),
        ("http://127.0.0.1:8000/start/1", ""),
        ("http://punchout.example.com/start/1", "not https"),
        (f"https://punchout.example.com/{'x' * 2000}", "get lost"),
    ],
    ids=["https", "this machine", "http", "long"],
)
def test_its_address(url, told):
    found = " ".join(complaints(page(url)))

    assert told in found
    assert bool(told) is bool(found)


@pytest.mark.parametrize(
    ("system", "headers", "told"),
    [
        ("ariba", {}, ""),
        ("ariba", {"X_Frame_Options": "SAMEORIGIN"}, "X-Frame-Options SAMEORIGIN forbids"),
        ("ariba", {"Content_Security_Policy": "default-src 'none'; frame-ancestors 'none'"}, "frame-ancestors 'none'"),
        ("ariba", {"Content_Security_Policy": "frame-ancestors 'self'"}, "frame-ancestors 'self'"),
        ("ariba", {"Content_Security_Policy": "frame-ancestors https://s1.ariba.com", "X_Frame_Options": "DENY"}, ""),
        ("generic", {"X_Frame_Options": "DENY"}, "can be set to show"),
        ("equallevel", {"X_Frame_Options": "DENY"}, ""),
    ],
    ids=["nothing", "option", "none", "self", "policy goes before", "perhaps", "window"],
)
def test_its_frame(system, headers, told):
    found = framing(page(**headers), DIALECTS[system])

    assert told in found
    assert bool(told) is bool(found)
