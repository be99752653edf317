"""Settings and what hangs on them alone: their types and checks, the environment, keys and secrets, who calls."""

from __future__ import annotations

import os
import subprocess
import sys
from ast import literal_eval
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from saleor_punchout import vault
from saleor_punchout.caller import address_of, base_url
from saleor_punchout.checks import keys_are_usable, settings_are_valid
from saleor_punchout.conf import Settings
from saleor_punchout.conf import settings as ours
from saleor_punchout.documents.guard import ORDER_LIMIT
from saleor_punchout.exceptions import ConfigurationError
from saleor_punchout.service import environment
from saleor_punchout.service.chunked import with_length

REPOSITORY = Path(__file__).parents[1]
NAMES = [name for name, attribute in vars(Settings).items() if isinstance(attribute, property)]
WRONG = {
    "PUBLIC_URL": [None, 1, "punchout.example.com", "//punchout.example.com"],
    "ENCRYPTION_KEYS": ["key", ("key",), None],
    "START_LIFETIME": ["300", 0, -1, 1.5, True, None],
    "CODE_LIFETIME": ["60", 0, True],
    "SESSION_LIFETIME": ["1", 0, True],
    "FAILURES_PER_MINUTE": ["20", 0, True],
    "TRUSTED_PROXIES": ["1", -1, True],
    "TRANSPORT": [None, object],
    "VIEWER": [None, object],
    "SALEOR_TIMEOUT": ["30", 0, 2.5, False],
    "BUYER_TIMEOUT": ["60", 0, 2.5, False],
    "ALLOW_PRIVATE_ADDRESSES": [1, "true", None],
    "ALLOW_PRIVATE_ENDPOINTS": [1, "true", None],
    "SALEOR_URLS": ["https://a.example/graphql/", [None], ["a.example"], ["https://*.com/graphql/"], ["https://a/?"]],
    "STAFF_TOKEN": [None, b"token"],
    "METRICS_TOKEN": [None, b"token"],
    "DASHBOARD_ORIGINS": [
        None,
        "https://dashboard.example.com",
        [1],
        ["dashboard.example.com"],
        ["https://dashboard.example.com/"],
        ["https://*"],
        ["https://*.com"],
        ["https://a.example; script-src *"],
    ],
    "UNMATCHED_DAYS": ["30", -1, True],
    "ABANDONED_DAYS": ["30", 0, -1, True],
    "ORDER_LEASE": ["120", 0, True],
}


@pytest.fixture
def unset(settings):
    """Django's settings without any of ours."""
    for name in NAMES:
        if hasattr(settings, f"PUNCHOUT_{name.upper()}"):
            delattr(settings, f"PUNCHOUT_{name.upper()}")
    return settings


def test_every_setting_has_a_default_and_says_what_it_is(unset):
    for name in NAMES:
        getattr(ours, name)
        assert getattr(Settings, name).__doc__
    assert settings_are_valid(None) == []
    assert {name.upper() for name in NAMES} == set(WRONG)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_told_with_the_line_to_write(unset, name, value):
    # given
    setattr(unset, f"PUNCHOUT_{name}", value)

    # then
    with pytest.raises(ConfigurationError, match=f"^PUNCHOUT_{name} must .* Write: PUNCHOUT_{name} = "):
        getattr(ours, name.lower())


@pytest.mark.parametrize("name", WRONG)
def test_the_line_to_write_is_right(unset, name):
    # given
    setattr(unset, f"PUNCHOUT_{name}", WRONG[name][0])
    with pytest.raises(ConfigurationError) as caught:
        getattr(ours, name.lower())
    line = caught.value.message.partition("Write: ")[2]

    # when
    setattr(unset, f"PUNCHOUT_{name}", literal_eval(line.partition(" = ")[2]))

    # then
    getattr(ours, name.lower())


def test_a_setting_is_read_at_each_use(unset):
    unset.PUNCHOUT_SALEOR_TIMEOUT = 7
    assert ours.saleor_timeout == 7
    unset.PUNCHOUT_SALEOR_TIMEOUT = 8
    assert ours.saleor_timeout == 8


def test_our_address_has_no_slash_at_its_end(unset):
    unset.PUNCHOUT_PUBLIC_URL = "https://shop.example.com/punchout/"

    assert ours.public_url == "https://shop.example.com/punchout"


def test_e001_names_every_wrong_setting(unset):
    # given
    unset.PUNCHOUT_SALEOR_TIMEOUT = "30"
    unset.PUNCHOUT_STAFF_TOKEN = 1

    # when
    found = settings_are_valid(None)

    # then
    assert [(one.id, one.level) for one in found] == [("saleor_punchout.E001", checks.ERROR)] * 2
    assert "PUNCHOUT_SALEOR_TIMEOUT" in found[0].msg + found[1].msg


@pytest.mark.parametrize("keys", [["no key"], [""], ["é"], [1], [None], [Fernet.generate_key().decode(), "no key"]])
def test_e002_says_how_to_make_a_key(settings, keys):
    # given
    settings.PUNCHOUT_ENCRYPTION_KEYS = keys

    # when
    (found,) = keys_are_usable(None)

    # then
    assert (found.id, found.level) == ("saleor_punchout.E002", checks.ERROR)
    assert "Fernet.generate_key()" in found.msg
    assert "no key" not in found.msg


def test_w001_warns_of_keys_that_hang_on_the_secret_key(settings):
    # given
    settings.PUNCHOUT_ENCRYPTION_KEYS = []

    # when
    (found,) = keys_are_usable(None)

    # then
    assert (found.id, found.level) == ("saleor_punchout.W001", checks.WARNING)
    assert "PUNCHOUT_ENCRYPTION_KEYS" in found.hint


def test_good_keys_leave_nothing_to_say(settings):
    settings.PUNCHOUT_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    assert keys_are_usable(None) == []


def test_the_checks_run_with_djangos_own():
    assert {settings_are_valid, keys_are_usable} <= set(checks.registry.registry.get_checks())


@pytest.mark.parametrize("text", ["1", "true", "True", " YES ", "on"])
def test_a_flag_is_on(monkeypatch, text):
    monkeypatch.setenv("A_FLAG", text)
    assert environment.flag("A_FLAG") is True


@pytest.mark.parametrize("text", ["", "0", "false", "No", " off "])
def test_a_flag_is_off(monkeypatch, text):
    monkeypatch.setenv("A_FLAG", text)
    assert environment.flag("A_FLAG") is False
    monkeypatch.delenv("A_FLAG")
    assert environment.flag("A_FLAG") is False


@pytest.mark.parametrize("text", ["maybe", "2", "wahr"])
def test_a_flag_is_never_guessed(monkeypatch, text):
    monkeypatch.setenv("A_FLAG", text)
    with pytest.raises(ImproperlyConfigured, match=f"A_FLAG is '{text}'; write: export A_FLAG=true, or false"):
        environment.flag("A_FLAG")


@pytest.mark.parametrize(("text", "number"), [("", 5), ("  ", 5), ("0", 0), (" 12 ", 12)])
def test_a_number_is_read(monkeypatch, text, number):
    monkeypatch.setenv("A_NUMBER", text)
    assert environment.number("A_NUMBER", 5) == number


@pytest.mark.parametrize("text", ["-1", "1.5", "1e3", "ten", "²", "٣", "1_000", "0x10"])
def test_a_number_is_never_guessed(monkeypatch, text):
    monkeypatch.setenv("A_NUMBER", text)
    with pytest.raises(ImproperlyConfigured, match="write a whole number: export A_NUMBER=5"):
        environment.number("A_NUMBER", 5)


def test_words_stand_between_commas(monkeypatch):
    monkeypatch.setenv("SOME_WORDS", " a, b c ,,d,")
    assert environment.words("SOME_WORDS") == ["a", "b c", "d"]
    monkeypatch.delenv("SOME_WORDS")
    assert environment.words("SOME_WORDS") == []


SHOWN = (
    "s.DEBUG, s.SECRET_KEY, s.ALLOWED_HOSTS, s.DATABASES['default']['ENGINE'], s.CELERY_BROKER_URL,"
    " s.PUNCHOUT_SALEOR_TIMEOUT, s.PUNCHOUT_ENCRYPTION_KEYS, s.LOGGING['root']['level']"
)


def settings_with(show=SHOWN, **variables):
    """The service's settings in a process whose environment holds nothing else."""
    show = f"from saleor_punchout.service import settings as s; print({show}, sep='|')"
    path = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", show], env=path | variables, cwd=REPOSITORY, capture_output=True, text=True
    )
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_the_defaults_of_the_environment_are_the_embedded_ones():
    empty = dict.fromkeys(
        ["DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "LOG_LEVEL", "PUNCHOUT_SALEOR_TIMEOUT"], ""
    )

    for variables in ({}, empty):
        assert settings_with(SECRET_KEY="s", **variables) == (
            "False|s|['localhost', '127.0.0.1', '[::1]']|django.db.backends.sqlite3|memory://localhost|30|[]|INFO"
        )


def test_the_environment_sets_what_it_names():
    found = settings_with(
        DEBUG="true",
        SECRET_KEY="own",
        ALLOWED_HOSTS="a.example, b.example",
        DATABASE_URL="postgres://somebody@db/punchout",
        REDIS_URL="redis://cache",
        PUNCHOUT_SALEOR_TIMEOUT="9",
        PUNCHOUT_ENCRYPTION_KEYS="k1,k2",
        LOG_LEVEL="ERROR",
    )

    assert found == (
        "True|own|['a.example', 'b.example']|django.db.backends.postgresql|redis://cache|9|['k1', 'k2']|ERROR"
    )


def test_without_a_secret_key_nothing_starts():
    assert "Set SECRET_KEY, for example: export SECRET_KEY=$(openssl rand -base64 48)" in settings_with()


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"ALLOWED_HOSTS": "https://a.example.com"}, "write names alone: export ALLOWED_HOSTS=punchout.example.com"),
        ({"ALLOWED_HOSTS": "a.example.com:8000"}, "write names alone: export ALLOWED_HOSTS=punchout.example.com"),
        ({"DATABASE_URL": "hush@host/name"}, "write: export DATABASE_URL=postgres://user:password@host:5432/name"),
        ({"DATABASE_URL": "mysql://u:hush@host/name"}, "write: export DATABASE_URL=postgres://user:password@host:5432"),
        ({"DATABASE_URL": "postgres://u:hush#x@host/name"}, "(in the password, # @ / : as %23 %40 %2F %3A)"),
        ({"DATABASE_URL": "postgres://u:hush@host:port/name"}, "DATABASE_URL cannot be read; write: export"),
        ({"DATABASE_URL": "postgres://u:hush@host"}, "DATABASE_URL cannot be read; write: export DATABASE_URL="),
        ({"PUNCHOUT_DATA_DIR": "/nowhere"}, "write: export PUNCHOUT_DATA_DIR=/var/lib/punchout"),
        ({"REDIS_URL": "hush@localhost:6379"}, "write: export REDIS_URL=redis://host:6379/0"),
        ({"CELERY_BROKER_URL": "hush.example.com"}, "write: export CELERY_BROKER_URL=amqp://user:password@host:5672//"),
        ({"PUNCHOUT_PUBLIC_URL": "a.example.com"}, "write: export PUNCHOUT_PUBLIC_URL=https://punchout.example.com"),
        ({"SALEOR_API_URL": "a.example.com"}, "write: export SALEOR_API_URL=https://shop.example.com/graphql/"),
        ({"SALEOR_API_URL": "https://shop.example.com/graphql/"}, "export SALEOR_API_URL=… SALEOR_APP_TOKEN=…"),
        ({"SALEOR_APP_TOKEN": "hush"}, "export SALEOR_API_URL=… SALEOR_APP_TOKEN=…"),
        ({"PUNCHOUT_START_LIFETIME": "0"}, "write 1 or more: export PUNCHOUT_START_LIFETIME=300"),
        ({"SECRET_KEY_FILE": "/x"}, "SECRET_KEY and SECRET_KEY_FILE are both set; write: unset SECRET_KEY"),
        ({"PUNCHOUT_STAFF_TOKEN_FILE": "/nowhere"}, "PUNCHOUT_STAFF_TOKEN_FILE is '/nowhere', which cannot be read"),
        ({"PUNCHOUT_STAFF_TOKEN_FILE": "/dev/null"}, "PUNCHOUT_STAFF_TOKEN_FILE is '/dev/null', which is empty"),
    ],
)
def test_a_wrong_variable_is_told_with_the_line_to_write_and_never_shows_a_secret(variables, told):
    found = settings_with(**{"SECRET_KEY": "s", **variables})

    assert "ImproperlyConfigured" in found
    assert told in found
    assert "hush" not in found


FROM_FILES = {
    "SECRET_KEY": ("s.SECRET_KEY", "own key", "own key"),
    "PUNCHOUT_ENCRYPTION_KEYS": ("s.PUNCHOUT_ENCRYPTION_KEYS", "new\nold", "['new', 'old']"),
    "PUNCHOUT_STAFF_TOKEN": ("s.PUNCHOUT_STAFF_TOKEN", "staff", "staff"),
    "PUNCHOUT_METRICS_TOKEN": ("s.PUNCHOUT_METRICS_TOKEN", "figures", "figures"),
    "DATABASE_URL": ("s.DATABASES['default']['PASSWORD']", "postgres://u:p%23w@host/name", "p#w"),
    "REDIS_URL": ("s.CACHES['default']['LOCATION']", "redis://:pw@host", "redis://:pw@host"),
    "CELERY_BROKER_URL": ("s.CELERY_BROKER_URL", "amqp://u:pw@host//", "amqp://u:pw@host//"),
}


@pytest.mark.parametrize("name", FROM_FILES)
def test_a_secret_may_stand_in_a_file(tmp_path, name):
    # given
    show, content, expected = FROM_FILES[name]
    (tmp_path / "secret").write_text(f"{content}\n")
    variables = {"SECRET_KEY": "s"} if name != "SECRET_KEY" else {}

    # then
    assert settings_with(show=show, **variables, **{f"{name}_FILE": str(tmp_path / "secret")}) == expected


def test_the_token_of_saleor_may_stand_in_a_file(tmp_path):
    (tmp_path / "token").write_text("app-token\n")
    where = {"SALEOR_API_URL": "https://shop.example.com/graphql/", "SALEOR_APP_TOKEN_FILE": str(tmp_path / "token")}

    assert settings_with(SECRET_KEY="s", show="s.SALEOR_APP_TOKEN", **where) == "app-token"


def test_a_database_that_is_gone_is_noticed_soon_unless_somebody_wants_to_wait():
    show = "s.DATABASES['default']['OPTIONS']"
    address = "postgres://u@host/name"

    plain = settings_with(SECRET_KEY="s", show=show, DATABASE_URL=address)
    patient = settings_with(SECRET_KEY="s", show=show, DATABASE_URL=f"{address}?connect_timeout=60&sslmode=require")

    assert literal_eval(plain) == {"connect_timeout": 3, "tcp_user_timeout": 10_000}
    assert literal_eval(patient) == {"connect_timeout": 60, "tcp_user_timeout": 10_000, "sslmode": "require"}


def test_a_sweep_that_could_not_begin_in_time_is_given_up_for_the_next_one():
    entry = settings_with(SECRET_KEY="s", show="s.CELERY_BEAT_SCHEDULE['sweep']", PUNCHOUT_SWEEP_SECONDS="7")

    assert literal_eval(entry) == {"task": "saleor_punchout.tasks.sweep", "schedule": 7, "options": {"expires": 7}}


@pytest.fixture
def key(settings):
    """Gives new keys; the newest is the first."""

    def make():
        settings.PUNCHOUT_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *ours.encryption_keys]

    settings.PUNCHOUT_ENCRYPTION_KEYS = []
    make()
    return make


@pytest.mark.parametrize("text", ["", "secret", "Zoë ✓", "x" * 10_000])
def test_what_is_sealed_can_be_read_again(key, text):
    sealed = vault.seal(text)

    assert vault.unseal(sealed) == text
    assert sealed.isascii()
    assert not text or text not in sealed
    assert vault.seal(text) != sealed


def test_keys_can_be_rotated(key):
    # given
    sealed, signature = vault.seal("secret"), vault.sign("name")

    # when
    key()

    # then
    assert vault.unseal(sealed) == "secret"
    assert vault.is_signed("name", signature)
    assert vault.sign("name") != signature


def test_a_lost_key_fails_closed_and_says_what_to_do(key, settings):
    # given
    sealed, signature = vault.seal("secret"), vault.sign("name")
    settings.PUNCHOUT_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    # then
    with pytest.raises(ConfigurationError, match="Add the old key at the end of the list"):
        vault.unseal(sealed)
    assert not vault.is_signed("name", signature)


@pytest.mark.parametrize("sealed", ["", "secret", "gAAAA", "é", "\0"])
def test_what_was_never_sealed_fails_closed(key, sealed):
    with pytest.raises(ConfigurationError):
        vault.unseal(sealed)


def test_what_was_changed_fails_closed(key):
    sealed = vault.seal("secret")

    for place in range(0, len(sealed) - 2, 7):
        other = "A" if sealed[place] != "A" else "B"
        with pytest.raises(ConfigurationError):
            vault.unseal(sealed[:place] + other + sealed[place + 1 :])


def test_without_keys_the_secret_key_seals(settings):
    # given
    settings.PUNCHOUT_ENCRYPTION_KEYS = []
    settings.SECRET_KEY = "old"
    sealed = vault.seal("secret")

    # when
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]

    # then
    assert vault.unseal(sealed) == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ConfigurationError):
        vault.unseal(sealed)


def test_a_signature_is_short_and_survives_a_change_of_case(key):
    signature = vault.sign("k3/1")

    assert len(signature) == vault.SIGNATURE_LENGTH
    assert set(signature) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert vault.is_signed("k3/1", signature)
    assert vault.is_signed("k3/1", signature.upper())


def test_any_other_signature_is_none(key):
    signature = vault.sign("k3/1")

    for place, letter in enumerate(signature):
        other = "a" if letter != "a" else "b"
        assert not vault.is_signed("k3/1", signature[:place] + other + signature[place + 1 :])
    for wrong in ("", signature[:-1], signature + "a", f" {signature}", "é" * 13):
        assert not vault.is_signed("k3/1", wrong)
    assert not vault.is_signed("k3/2", signature)
    assert not vault.is_signed("K3/1", signature)


def test_tokens_and_names_are_random():
    assert len({vault.new_token() for _ in range(100)} | {vault.new_key() for _ in range(100)}) == 200
    assert all(len(vault.new_token()) == 43 for _ in range(10))
    assert all(len(vault.new_key(length)) == length for length in (1, 10, 20))
    assert vault.fingerprint("a") != vault.fingerprint("b")
    assert len(vault.fingerprint("a")) == 64


def request(path="/cxml", **meta):
    return RequestFactory().get(path, **{"REMOTE_ADDR": "192.0.2.1", **meta})


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "1.1.1.1,198.51.100.7,203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, " , ", "192.0.2.1"),
        (1, "unknown", None),
        (1, "203.0.113.9, <script>", None),
        (1, "203.0.113.9:4711", None),
        (1, "2001:db8::0001", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_sender_is_what_the_outermost_trusted_proxy_saw(settings, proxies, forwarded, address):
    settings.PUNCHOUT_TRUSTED_PROXIES = proxies

    assert address_of(request(**({} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}))) == address


@pytest.mark.parametrize(
    ("peer", "address"),
    [("", None), ("unix:", None), ("256.0.0.1", None), ("::1", "::1"), ("fe80::1%2", "fe80::1"), ("0300.1.1.1", None)],
)
def test_a_peer_without_an_address_has_none(settings, peer, address):
    settings.PUNCHOUT_TRUSTED_PROXIES = 0

    assert address_of(request(REMOTE_ADDR=peer)) == address


def test_our_address_is_taken_from_the_request(settings):
    settings.PUNCHOUT_PUBLIC_URL = ""

    assert base_url(request()) == "http://testserver"
    assert base_url(request("/start/x?y=z")) == "http://testserver"


def test_our_address_is_the_one_of_the_settings(settings):
    settings.PUNCHOUT_PUBLIC_URL = "https://shop.example.com/punchout/"

    assert base_url(request(HTTP_HOST="evil.example.com")) == "https://shop.example.com/punchout"


@pytest.mark.parametrize(
    ("prefix", "address"),
    [("/plugins/saleor.punchout", "http://testserver/plugins/saleor.punchout"), ("", "http://testserver")],
)
def test_a_host_that_routes_to_us_says_where_we_are(settings, prefix, address):
    settings.PUNCHOUT_PUBLIC_URL = ""
    asked = request("/plugins/saleor.punchout/cxml")
    asked.punchout_prefix = prefix

    assert base_url(asked) == address


def test_a_connection_that_the_database_closed_is_noticed_before_it_is_used():
    assert settings_with(SECRET_KEY="s", show="s.DATABASES['default']['CONN_HEALTH_CHECKS']") == "True"


def test_counters_are_not_waited_for():
    told = settings_with(SECRET_KEY="s", REDIS_URL="redis://cache", show="s.CACHES['default']['OPTIONS']")

    assert literal_eval(told) == {"socket_connect_timeout": 1, "socket_timeout": 1}


@pytest.mark.parametrize("size", [0, 1000, ORDER_LIMIT + 1000])
def test_a_body_in_chunks_is_read_whole_but_for_what_is_too_large(size):
    # given
    def application(environ, start_response):
        return [environ["CONTENT_LENGTH"], environ["wsgi.input"].read()]

    stream = BytesIO(b"x" * size)
    stream.read = lambda length, read=stream.read: read(min(length, 400))  # as servers may: less than was asked for

    # when
    length, body = with_length(application)({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": stream}, None)

    # then
    assert len(body) == int(length) == min(size, ORDER_LIMIT + 1)


def test_a_body_of_known_length_is_left_alone():
    environ = {"CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"abc")}

    assert with_length(lambda given, start_response: given)(environ, None) is environ
    assert environ["wsgi.input"].tell() == 0
