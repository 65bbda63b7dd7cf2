"""Simulators and exercises as pure models, used by both wings."""
