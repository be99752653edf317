"""The demo: the service with the embedded sandbox around it, in one process on SQLite."""
