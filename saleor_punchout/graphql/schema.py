"""The schema of the service: our fields and nothing else."""

from __future__ import annotations

import graphene

from saleor_punchout.graphql.queries import PunchOutQueries
from saleor_punchout.graphql.staff import PunchOutStaffMutations
from saleor_punchout.graphql.storefront import PunchOutStorefrontMutations


class Query(PunchOutQueries, graphene.ObjectType):
    pass


class Mutation(PunchOutStorefrontMutations, PunchOutStaffMutations, graphene.ObjectType):
    pass


schema = graphene.Schema(query=Query, mutation=Mutation)
