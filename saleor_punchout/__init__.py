"""PunchOut for Saleor: procurement systems shop here, and their purchase orders come back."""

__version__ = "0.1.0"
