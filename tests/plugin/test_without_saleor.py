"""What can be known of the plugin where there is no Saleor: the rest is in ``in_core``."""

from __future__ import annotations

import ast
import subprocess
import sys
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.module_loading import import_string

import saleor_punchout
from saleor_punchout.flows.installation import PERMISSIONS
from saleor_punchout.gateway.in_process import APP_PERMISSIONS, InProcessTransport, _exact
from saleor_punchout.host import in_core

HOOKS = Path(saleor_punchout.__file__).with_name("plugin") / "hooks.py"
SERVE = "import django, sys; django.setup(); import saleor_punchout.service.urls; print('saleor' in sys.modules)"


pytestmark = pytest.mark.skipif(in_core(), reason="SALEOR_ is here; this is about a process without it")


def test_the_service_imports_no_saleor() -> None:
    done = subprocess.run([sys.executable, "-c", SERVE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_saleor_finds_the_plugin_and_by_the_same_name_the_app() -> None:
    (found,) = entry_points(group="saleor.plugins", name="saleor_punchout")
    assert found.name == saleor_punchout.__name__
    assert (found.module, found.attr) == ("saleor_punchout.plugin", "PunchOutPlugin")


def test_every_hook_takes_what_a_later_saleor_adds() -> None:
    (plugin,) = [one for one in ast.parse(HOOKS.read_text()).body if isinstance(one, ast.ClassDef)]
    hooks = [one for one in plugin.body if isinstance(one, ast.FunctionDef)]
    assert len(hooks) == 13
    assert [hook.name for hook in hooks if hook.args.kwarg is None] == []


def test_both_hosts_ask_with_the_same_permissions() -> None:
    assert {name.partition(".")[2].upper() for name in APP_PERMISSIONS} == set(PERMISSIONS)


def test_the_transport_can_be_named_without_saleor() -> None:
    assert import_string("saleor_punchout.gateway.in_process.InProcessTransport") is InProcessTransport


@pytest.mark.django_db(transaction=True)
def test_saleor_is_not_asked_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        InProcessTransport("", "").execute("{ shop { name } }", {})


def test_amounts_are_what_their_floats_stand_for() -> None:
    given = {"a": [{"amount": 0.1}, {"amount": 19.99}], "b": 3, "c": "text", "d": None, "e": True}
    exact = {"a": [{"amount": Decimal("0.1")}, {"amount": Decimal("19.99")}], "b": 3, "c": "text", "d": None, "e": True}
    assert _exact(given) == exact
    assert _exact(True) is True
