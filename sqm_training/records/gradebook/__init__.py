"""The nbgrader gradebook. nbgrader is imported in this folder alone, and this folder by the worker and `sqm` alone."""

from sqm_training.records.gradebook.book import Gradebook, NotMarked
from sqm_training.records.gradebook.export import export
from sqm_training.records.gradebook.scrub import QuoteComments, ScrubKeys

__all__ = ["Gradebook", "NotMarked", "QuoteComments", "ScrubKeys", "export"]
