"""A simulated procurement portal: somebody else's software, which knows the product by its public face alone."""
