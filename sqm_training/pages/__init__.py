"""The pages service: Voila, standalone and closed."""
