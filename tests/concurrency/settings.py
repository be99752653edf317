"""Settings of the processes that these tests start: the pretend Saleor in the same process and database."""

import os

from tests.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]

PUNCHOUT_TRANSPORT = os.environ.get("TEST_TRANSPORT", PUNCHOUT_TRANSPORT)  # noqa: F405
