"""Feedback without keys and without markup: stock feedback shows hidden tests and lets comments come alive."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from nbgrader.utils import is_grade

from sqm_training.records.gradebook.notebook import fenced


class ScrubKeys(ClearHiddenTests):
    """Takes hidden tests out of the source, and tracebacks, which quote them, out of the output."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        if cell.cell_type == "code" and is_grade(cell):  # whatever a learner wrote elsewhere is not a marker
            cell, resources = super().preprocess_cell(cell, resources, cell_index)
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = []
        return cell, resources


class QuoteComments(NbGraderPreprocessor):
    """Shows a comment as typed. Stands after GetGrades, which puts it there."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        comment = cell.metadata.get("nbgrader", {}).get("comment")
        if comment:
            cell.metadata.nbgrader.comment = fenced(comment)
        return cell, resources
