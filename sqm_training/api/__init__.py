"""Routes: one line of check, one call of a service."""
