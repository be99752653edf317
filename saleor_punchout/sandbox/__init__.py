"""The embedded default: a pretend Saleor with a believable catalogue, for the demo and for tests."""
