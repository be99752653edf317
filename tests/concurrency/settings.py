"""Settings of the processes that these tests start: the pretend Saleor in the same process and database."""

from tests.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
