"""The Saleor App protocol: what we are (manifest), who connects (registration), what happens there (webhooks)."""
