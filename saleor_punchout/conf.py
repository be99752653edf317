"""Every setting of the package: its type, its default, and the line to write when it is wrong.

All live in Django's settings under the prefix ``PUNCHOUT_``; ``service/settings.py`` fills them from the environment.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings as django_settings

from saleor_punchout.exceptions import ConfigurationError
from saleor_punchout.host import in_core, public_url

T = TypeVar("T")
_SALEOR_URL = re.compile(r"https?://(\*\.[\w-]+\.)?[\w.\-\[\]:]+/[^\s?#*]*")
"""At least two labels follow a ``*``: nobody owns all of a top-level domain."""
_ORIGIN = re.compile(r"https?://(\*\.[\w-]+\.)?[\w.\-\[\]:]+")


class Settings:
    """Read at each use, so that tests may override them."""

    @property
    def public_url(self) -> str:
        """Address under which buyers and Saleor reach us, without a slash at its end; empty: taken from the request.

        In Saleor's process its own PUBLIC_URL is the default.
        """
        url = self._get("PUBLIC_URL", str, public_url()).rstrip("/")
        if url and not url.startswith(("https://", "http://")):
            raise ConfigurationError(
                'PUNCHOUT_PUBLIC_URL must begin with https://. Write: PUNCHOUT_PUBLIC_URL = "https://punchout.example.com"'
            )
        return url

    @property
    def encryption_keys(self) -> list[str]:
        """Fernet keys that seal secrets and sign line ids, newest first; empty: derived from SECRET_KEY."""
        return self._get("ENCRYPTION_KEYS", list, [])

    @property
    def start_lifetime(self) -> timedelta:
        """How long a start link waits for its buyer."""
        return timedelta(seconds=self._number("START_LIFETIME", 5 * 60))

    @property
    def code_lifetime(self) -> timedelta:
        """How long a storefront may take to redeem the code that the browser brings."""
        return timedelta(seconds=self._number("CODE_LIFETIME", 60))

    @property
    def session_lifetime(self) -> timedelta:
        """How long a buyer may shop."""
        return timedelta(seconds=self._number("SESSION_LIFETIME", 12 * 60 * 60))

    @property
    def order_lease(self) -> timedelta:
        """How long a worker may take to carry an order one attempt further before another takes it for dead."""
        return timedelta(seconds=self._number("ORDER_LEASE", 2 * 60))

    @property
    def failures_per_minute(self) -> int:
        """Failed authentications of one identity from one address before it has to wait."""
        return self._number("FAILURES_PER_MINUTE", 20)

    @property
    def trusted_proxies(self) -> int:
        """Reverse proxies in front of us that append to X-Forwarded-For; 0: the peer is the sender."""
        return self._number("TRUSTED_PROXIES", 0, least=0)

    @property
    def transport(self) -> str:
        """Dotted path of the transport that carries operations to Saleor; the host knows which fits."""
        default = "in_process.InProcessTransport" if in_core() else "transports.HttpTransport"
        return self._get("TRANSPORT", str, f"saleor_punchout.gateway.{default}")

    @property
    def viewer(self) -> str:
        """Dotted path of the function that tells who the caller of a request is; the host knows that too."""
        default = "plugin.principal.viewer_of" if in_core() else "service.api.viewer_of"
        return self._get("VIEWER", str, f"saleor_punchout.{default}")

    @property
    def saleor_timeout(self) -> int:
        """Seconds to wait for an answer of Saleor; a 500-line order takes it three."""
        return self._number("SALEOR_TIMEOUT", 30)

    @property
    def buyer_timeout(self) -> int:
        """Seconds that a procurement system has to take a document of ours and to answer."""
        return self._number("BUYER_TIMEOUT", 60)

    @property
    def allow_private_addresses(self) -> bool:
        """Whether Saleor may live on a loopback or private address: in the demo and behind a firewall."""
        return self._get("ALLOW_PRIVATE_ADDRESSES", bool, False)

    @property
    def allow_private_endpoints(self) -> bool:
        """Whether procurement systems may take our documents on a loopback or private address."""
        return self._get("ALLOW_PRIVATE_ENDPOINTS", bool, False)

    @property
    def saleor_urls(self) -> list[str]:
        """Addresses of the Saleors that may install us as an app, ending in ``/graphql/``; empty: none may. A ``*`` as
        the first label of the host stands for any one label."""
        urls: list[object] = self._get("SALEOR_URLS", list, [])
        if not all(isinstance(url, str) and _SALEOR_URL.fullmatch(url) for url in urls):
            raise ConfigurationError(
                "PUNCHOUT_SALEOR_URLS must hold addresses such as https://shop.example.com/graphql/."
                ' Write: PUNCHOUT_SALEOR_URLS = ["https://shop.example.com/graphql/"]'
            )
        return [str(url) for url in urls]

    @property
    def dashboard_origins(self) -> list[str]:
        """Origins of Dashboards that may show our pages in a frame, beside the origin of each Saleor's own address. A
        ``*`` as the first label of the host stands for any labels."""
        origins: list[object] = self._get("DASHBOARD_ORIGINS", list, [])
        if not all(isinstance(origin, str) and _ORIGIN.fullmatch(origin) for origin in origins):
            raise ConfigurationError(
                "PUNCHOUT_DASHBOARD_ORIGINS must hold origins, without a path."
                ' Write: PUNCHOUT_DASHBOARD_ORIGINS = ["https://dashboard.example.com"]'
            )
        return [str(origin) for origin in origins]

    @property
    def staff_token(self) -> str:
        """Bearer token for the staff part of ``/graphql/``; empty: nobody is staff."""
        return self._get("STAFF_TOKEN", str, "")

    @property
    def metrics_token(self) -> str:
        """Bearer token for ``/metrics`` of the service; empty: there is no such page, but while developing."""
        return self._get("METRICS_TOKEN", str, "")

    @property
    def unmatched_days(self) -> int:
        """Days that documents are kept which no trading partner sent."""
        return self._number("UNMATCHED_DAYS", 30, least=0)

    @property
    def abandoned_days(self) -> int:
        """Days that a cart that went back waits for its order before the visit counts as abandoned."""
        return self._number("ABANDONED_DAYS", 30)

    def _get(self, name: str, kind: type[T], default: T) -> T:
        value: Any = getattr(django_settings, f"PUNCHOUT_{name}", default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):  # True is an int to Python
            raise ConfigurationError(
                f"PUNCHOUT_{name} must be of type {kind.__name__}. Write: PUNCHOUT_{name} = {default!r}"
            )
        return value

    def _number(self, name: str, default: int, *, least: int = 1) -> int:
        value = self._get(name, int, default)
        if value < least:
            raise ConfigurationError(f"PUNCHOUT_{name} must be at least {least}. Write: PUNCHOUT_{name} = {default!r}")
        return value


settings = Settings()
