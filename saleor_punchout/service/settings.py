"""Settings of the service, from the environment (12-factor).

The defaults are the embedded ones: SQLite, tasks in this process, no other service. Every variable is described in
``docs/settings.md``.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from saleor_punchout.service.environment import (
    address,
    choice,
    database,
    flag,
    hosts,
    number,
    secret,
    separated,
    words,
)

DEBUG = flag("DEBUG")
SECRET_KEY = secret("SECRET_KEY") or ("only-for-development" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY, for example: export SECRET_KEY=$(openssl rand -base64 48)")
ALLOWED_HOSTS = hosts("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
USE_X_FORWARDED_HOST = flag("USE_X_FORWARDED_HOST")
if USE_X_FORWARDED_HOST:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "saleor_punchout",
    "saleor_punchout.service",
]
MIDDLEWARE = [
    "saleor_punchout.service.health.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "saleor_punchout.service.urls"
WSGI_APPLICATION = "saleor_punchout.service.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the files of the package as they lie there: nobody has to collect them
APPEND_SLASH = False

DATABASES: dict[str, Any] = {"default": database("DATABASE_URL", "PUNCHOUT_DATA_DIR")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue up instead of failing, and readers never wait for them.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # A server that is gone without a word is noticed in seconds; the kernel would take a quarter of an hour.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = address("REDIS_URL", "redis://host:6379/0", "redis", "rediss")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # counters are not worth waiting for
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

BROKERS = ("amqp", "amqps", "redis", "rediss", "redis+socket", "sentinel", "sqs", "memory")
IN_PROCESS_BROKER = "memory://localhost"
CELERY_BROKER_URL = (
    address("CELERY_BROKER_URL", "amqp://user:password@host:5672//", *BROKERS) or REDIS_URL or IN_PROCESS_BROKER
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.1, "socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False  # the sweep does what could not be announced
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
_seconds = number("PUNCHOUT_SWEEP_SECONDS", 5, at_least=1)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "saleor_punchout.tasks.sweep",
        "schedule": _seconds,
        "options": {"expires": _seconds},  # or they would pile up behind workers that are busy
    }
}

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W019"]  # no cookies, so no CSRF; frame-ancestors, page by page
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")},
    # It logs every refusal with a traceback; what is no refusal we log ourselves.
    "loggers": {"graphql.execution": {"level": "CRITICAL"}},
}

THREADS = number("PUNCHOUT_THREADS", 8, at_least=1)
SALEOR_API_URL = address("SALEOR_API_URL", "https://shop.example.com/graphql/", "https", "http")
SALEOR_APP_TOKEN = secret("SALEOR_APP_TOKEN")
PUNCHOUT_SALEOR_URLS = words("PUNCHOUT_SALEOR_URLS")
PUNCHOUT_DASHBOARD_ORIGINS = words("PUNCHOUT_DASHBOARD_ORIGINS")
if bool(SALEOR_API_URL) != bool(SALEOR_APP_TOKEN):
    raise ImproperlyConfigured(
        "SALEOR_API_URL and SALEOR_APP_TOKEN go together; write both: export SALEOR_API_URL=… SALEOR_APP_TOKEN=…"
    )
PUNCHOUT_PUBLIC_URL = address("PUNCHOUT_PUBLIC_URL", "https://punchout.example.com", "https", "http")
PUNCHOUT_ENCRYPTION_KEYS = separated(secret("PUNCHOUT_ENCRYPTION_KEYS"))
PUNCHOUT_STAFF_TOKEN = secret("PUNCHOUT_STAFF_TOKEN")
PUNCHOUT_METRICS_TOKEN = secret("PUNCHOUT_METRICS_TOKEN")
PUNCHOUT_TRUSTED_PROXIES = number("PUNCHOUT_TRUSTED_PROXIES", 0)
PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = flag("PUNCHOUT_ALLOW_PRIVATE_ADDRESSES")
PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = flag("PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS")
PUNCHOUT_FAILURES_PER_MINUTE = number("PUNCHOUT_FAILURES_PER_MINUTE", 20, at_least=1)
PUNCHOUT_START_LIFETIME = number("PUNCHOUT_START_LIFETIME", 5 * 60, at_least=1)
PUNCHOUT_CODE_LIFETIME = number("PUNCHOUT_CODE_LIFETIME", 60, at_least=1)
PUNCHOUT_SESSION_LIFETIME = number("PUNCHOUT_SESSION_LIFETIME", 12 * 60 * 60, at_least=1)
PUNCHOUT_SALEOR_TIMEOUT = number("PUNCHOUT_SALEOR_TIMEOUT", 30, at_least=1)
PUNCHOUT_BUYER_TIMEOUT = number("PUNCHOUT_BUYER_TIMEOUT", 60, at_least=1)
PUNCHOUT_ORDER_LEASE = number("PUNCHOUT_ORDER_LEASE", 120, at_least=1)
PUNCHOUT_UNMATCHED_DAYS = number("PUNCHOUT_UNMATCHED_DAYS", 30)
PUNCHOUT_ABANDONED_DAYS = number("PUNCHOUT_ABANDONED_DAYS", 30, at_least=1)
