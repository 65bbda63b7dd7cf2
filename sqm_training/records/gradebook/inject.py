"""Answers go into the trusted release notebook as data; nothing a learner typed becomes code or markup."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from sqm_training.domain.attempt import SlotAnswer
from sqm_training.domain.marking import is_empty
from sqm_training.records.gradebook.notebook import answer_cell, both, fenced

Given = Mapping[str, Any]


def given(answers: Sequence[SlotAnswer]) -> dict[str, Given]:
    """Answers by slot as JSON has them; what JSON cannot say (NaN, infinity) becomes nothing."""
    plain = [answer.model_dump(mode="json") for answer in answers]
    found = json.loads(json.dumps(plain), parse_constant=lambda _: None)
    return {one.pop("slot"): one for one in found}


def inject(notebook: NotebookNode, answers: Mapping[str, Given]) -> None:
    """Fill the answer cells. Written answers that are empty stay untouched, which nbgrader marks 0."""
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for slot, one in answers.items():
        if answer_cell(slot) in cells:
            cells[answer_cell(slot)].source = _as_code(slot, one)
        elif not is_empty(one["answer"]):
            cells[slot].source = _as_words(one)


class InjectAnswers(Preprocessor):
    """Stands right after OverwriteCells, so that what is marked is what the records say was answered."""

    def __init__(self, answers: Mapping[str, Given], **settings: Any) -> None:
        super().__init__(enabled=True, **settings)
        self.answers = answers

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        inject(nb, self.answers)
        return nb, resources


def _as_code(slot: str, one: Given) -> str:
    lines = [f"    {name!r}: {value!r},\n" for name, value in one.items()]
    return f"# answer {slot}\nanswer_{slot} = {{\n{''.join(lines)}}}"


def _as_words(one: Given) -> str:
    question = fenced(one["prompt"]["zh"], one["prompt"]["en"])
    return (
        f"**{both('gradebook.question')}** ({one['item']} v{one['version']})\n\n{question}\n\n"
        f"**{both('gradebook.answer')}**\n\n{fenced(_text(one['answer']))}"
    )


def _text(answer: Any) -> str:
    """Written words, or the cells of a task in code one after the other: shown, never run."""
    cells = answer.items() if isinstance(answer, dict) else ()
    return "\n\n".join(f"# {cell}\n{code}" for cell, code in cells) or str(answer)
