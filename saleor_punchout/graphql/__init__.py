"""Our part of the GraphQL API, in Saleor's idiom on graphene 2.

Every type of ours begins with ``PunchOut``, so that the same fields can stand in Saleor's own schema.
"""
