"""Host 1: inside Saleor's own process, as a plugin. The rest of the package does not notice where it runs.

Saleor finds the plugin by the entry point ``saleor.plugins``, whose name is our Django app: Saleor adds it to
INSTALLED_APPS, so that our migrations, our tasks and :class:`saleor_punchout.apps.PunchOutConfig` are found as well.
Nothing here imports Saleor's GraphQL API when it is itself imported, for that is built from what we add to it.
"""

from saleor_punchout.plugin.hooks import PunchOutPlugin

__all__ = ["PunchOutPlugin"]
