"""How we ask Saleor: the same documents whether Saleor is across the network or in this process."""
