"""What the shop asks of Saleor: documents of its public API, for an anonymous shopper."""

from __future__ import annotations

PRICE = """
fragment Price on TaxedMoney {
  net { amount currency }
  tax { amount currency }
  gross { amount currency }
}
"""

CART = (
    PRICE
    + """
fragment Cart on Checkout {
  id
  quantity
  subtotalPrice { ...Price }
  shippingPrice { ...Price }
  totalPrice { ...Price }
  deliveryMethod {
    ... on ShippingMethod { name }
    ... on Warehouse { name }
  }
  lines {
    id
    quantity
    unitPrice { ...Price }
    totalPrice { ...Price }
    variant {
      sku
      name
      product { name slug category { name slug } }
    }
  }
}
"""
)

PRODUCTS = (
    PRICE
    + """
query ShopProducts($channel: String!, $search: String, $first: Int!, $after: String) {
  products(channel: $channel, search: $search, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges {
      node {
        name
        slug
        isAvailable
        category { name slug }
        metadata { key value }
        variants { metadata { key value } }
        pricing { priceRange { start { ...Price } stop { ...Price } } }
      }
    }
  }
}
"""
)

PRODUCT = (
    PRICE
    + """
query ShopProduct($channel: String!, $slug: String!) {
  product(slug: $slug, channel: $channel) {
    name
    slug
    description
    category { name slug }
    metadata { key value }
    variants {
      id
      sku
      name
      quantityAvailable
      metadata { key value }
      pricing { price { ...Price } }
    }
  }
}
"""
)

CHECKOUT = (
    CART
    + """
query ShopCheckout($id: ID!) {
  checkout(id: $id) { ...Cart }
}
"""
)

CHECKOUT_CREATE = (
    CART
    + """
mutation ShopCheckoutCreate($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) {
    checkout { ...Cart }
    errors { field message code }
  }
}
"""
)

LINES_ADD = (
    CART
    + """
mutation ShopLinesAdd($id: ID!, $lines: [CheckoutLineInput!]!) {
  checkoutLinesAdd(id: $id, lines: $lines) {
    checkout { ...Cart }
    errors { field message code }
  }
}
"""
)

LINES_UPDATE = (
    CART
    + """
mutation ShopLinesUpdate($id: ID!, $lines: [CheckoutLineUpdateInput!]!) {
  checkoutLinesUpdate(id: $id, lines: $lines) {
    checkout { ...Cart }
    errors { field message code }
  }
}
"""
)

LINES_DELETE = (
    CART
    + """
mutation ShopLinesDelete($id: ID!, $linesIds: [ID!]!) {
  checkoutLinesDelete(id: $id, linesIds: $linesIds) {
    checkout { ...Cart }
    errors { field message code }
  }
}
"""
)
