"""Our fields in Saleor's own GraphQL schema: mixed into two of the classes that it is built from.

Saleor's API module takes both by name from ``saleor.graphql.plugins.schema`` when it is imported, from 3.21 to 3.24; so
we must be there first, in ``AppConfig.ready()``. Whether it worked is checked, see ``saleor_punchout.checks``.
"""

from __future__ import annotations

import logging
import sys

logger = logging.getLogger(__name__)

API = "saleor.graphql.api"


def extend() -> None:
    """Add our queries and mutations to Saleor's, and what they cost."""
    if API in sys.modules:
        logger.error("Saleor's GraphQL schema was built before PunchOut could add its fields; see system check E003.")
        return
    from saleor.graphql.plugins import schema as stock
    from saleor.graphql.query_cost_map import COST_MAP

    from saleor_punchout.graphql import schema as ours

    stock.PluginsQueries = type("PluginsQueries", (stock.PluginsQueries, ours.PunchOutQueries), {})
    mutations = (stock.PluginsMutations, ours.PunchOutStorefrontMutations, ours.PunchOutStaffMutations)
    stock.PluginsMutations = type("PluginsMutations", mutations, {})
    for name, field in ours.schema.get_query_type().fields.items():
        COST_MAP["Query"][name] = {"complexity": 1, "multipliers": ["first"] if "first" in field.args else []}


def missing_fields() -> list[str]:
    """Fields of ours that Saleor's schema lacks."""
    from saleor.graphql import api

    from saleor_punchout.graphql.schema import schema as ours

    pairs = [
        (ours.get_query_type(), api.schema.get_query_type()),
        (ours.get_mutation_type(), api.schema.get_mutation_type()),
    ]
    return [name for own, shop in pairs for name in own.fields if name not in shop.fields]
