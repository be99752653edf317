"""Settings of the tests: the demo's, on the database that DATABASE_URL names, else on SQLite."""

from saleor_punchout.service.demo.settings import *  # noqa: F403

SECRET_KEY = "only-for-tests"
PUNCHOUT_TRANSPORT = "saleor_punchout.sandbox.transport.SandboxTransport"
