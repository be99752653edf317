"""How the portal's pages write amounts and documents."""
