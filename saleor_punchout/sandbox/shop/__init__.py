"""A mini storefront: the merchant's own shop in the demo, and the smallest integration that a storefront needs.

It knows Saleor's public GraphQL API, as any anonymous shopper, and of us the one endpoint that redeems a code. It has
no tables: a browser's cookies say which checkout is its cart, and whether procurement sent it.
"""
