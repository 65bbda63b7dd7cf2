"""Runs code of others, or refuses to. Knows nothing of the rest."""
