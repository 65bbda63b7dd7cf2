"""What one sees: item cards, papers, tables, charts.

Built lessons say `from sqm_training.widgets import check, exercise`; pages import their own module.
Both are loaded when first asked for, so that a page pays only for what it shows.
"""

from importlib import import_module
from typing import Any

_FUNCTIONS = {"check": "self_check", "exercise": "exercises"}


def __getattr__(name: str) -> Any:
    """A function of a lesson, from its module (which never bears the same name)."""
    if name not in _FUNCTIONS:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_FUNCTIONS[name]}"), name)
