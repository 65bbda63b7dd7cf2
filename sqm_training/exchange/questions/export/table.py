"""Items as rows of the Excel template, so that they can be read, translated and imported again."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqm_training.domain.item import (
    GAP,
    Cloze,
    Figure,
    FreeText,
    Item,
    Match,
    Multiple,
    Numeric,
    Option,
    Order,
    Pick,
    ShortText,
    Single,
    TrueFalse,
)
from sqm_training.domain.text import Text
from sqm_training.exchange import tables
from sqm_training.exchange.questions.export.writing import Writing
from sqm_training.exchange.questions.table import FIELDS, LETTERS
from sqm_training.exchange.questions.template import WIDE
from sqm_training.exchange.tables import Column
from sqm_training.locale import LANGUAGES, text

COLUMNS = tuple(field for field in FIELDS if field not in ("question_options", "question_number"))
Cells = dict[str, str]


def write(items: Sequence[Item], writing: Writing) -> bytes:
    """A workbook in the template's columns, both languages in it."""
    rows = []
    for item in items:
        if (cells := _row(item, writing)) is not None:
            rows.append([cells.get(field, "") for field in COLUMNS])
            writing.written += 1
    title = text("import.template.questions", writing.language)
    columns = [
        Column(text(f"import.header.{field}", writing.language), 40 if field in WIDE else 16) for field in COLUMNS
    ]
    return tables.to_xlsx(title, columns, rows)


def _row(item: Item, writing: Writing) -> Cells | None:
    """The item's cells by field; None where a table has no way to say it."""
    said = WAYS.get(type(item))
    if said is None or item.parameters:
        writing.leave_out(item, "no_table")
        return None
    cells = said(item, writing)
    if cells is None:
        writing.leave_out(item, "no_table")
        return None
    for picture in item.pictures:
        writing.warn(item, "picture_missing", "picture", picture=picture.file)
    if isinstance(item, Single | Multiple | Order | Match) and _remarked(item):
        writing.warn(item, "remarks", "options")
    return _common(item, writing) | cells


def _remarked(item: Single | Multiple | Order | Match) -> bool:
    options = (*item.left, *item.right) if isinstance(item, Match) else item.options
    return any(option.why for option in options)


def _common(item: Item, writing: Writing) -> Cells:
    return (
        _both("question_prompt", item.prompt)
        | _both("question_why", item.why)
        | {
            "question_difficulty": text(f"questions.difficulty.{item.difficulty}", writing.language),
            "question_use": text(f"questions.use.{item.use}", writing.language),
            "question_competency": item.competency,
            "question_source": writing.text(item.source),
            "question_id": item.id,
        }
    )


def _both(field: str, words: Text) -> Cells:
    return {field: words.zh, f"{field}_en": words.en}


def _kind(kind: str, writing: Writing) -> Cells:
    return {"question_kind": text(f"questions.kind.{kind}", writing.language)}


def _options(options: Sequence[Option]) -> Cells | None:
    if len(options) > len(LETTERS):
        return None
    return {
        field: words
        for letter, option in zip(LETTERS, options, strict=False)
        for field, words in _both(f"option_{letter.lower()}", option.text).items()
    }


def _chosen(item: Single | Multiple | Order, writing: Writing, kind: str) -> Cells | None:
    cells = _options(item.options)
    if cells is None:
        return None
    letters = {option.id: letter for letter, option in zip(LETTERS, item.options, strict=False)}
    keys = (item.key,) if isinstance(item.key, str) else item.key
    cells |= _kind(kind, writing) | {"question_answer": "".join(letters[key] for key in keys)}
    if isinstance(item, Multiple):
        cells["question_scoring"] = text(f"questions.scoring.{item.scoring}", writing.language)
    return cells


def _judged(item: TrueFalse, writing: Writing) -> Cells:
    key = "true" if item.key else "false"
    return _kind("true_false", writing) | {"question_answer": text(f"questions.truth.{key}", writing.language)}


def _matched(item: Match, writing: Writing) -> Cells | None:
    """A pair a row of options; what is nobody's partner has nothing before its arrow."""
    right = {one.id: one.text for one in item.right}
    spare = [one.text for one in item.right if one.id not in item.key.values()]
    pairs = [(one.text, right[item.key[one.id]]) for one in item.left]
    if len(set(item.key.values())) < len(item.key) or len(pairs) + len(spare) > len(LETTERS):
        return None
    both: list[tuple[Text | None, Text]] = [*pairs, *((None, one) for one in spare)]
    cells = _kind("match", writing) | {"question_answer": "→"}
    for letter, (one, other) in zip(LETTERS, both, strict=False):
        for language, tail in (("zh", ""), ("en", "_en")):
            before = getattr(one, language) if one else ""
            cells[f"option_{letter.lower()}{tail}"] = f"{before} → {getattr(other, language)}".strip()
    return cells


def _worked_out(item: Numeric, writing: Writing) -> Cells:
    cells = {"question_answer": _plain(item.key), "question_tolerance": _plain(item.tolerance)}
    return _kind("numeric", writing) | cells | {"question_unit": writing.text(item.unit)}


def _plain(number: Any) -> str:
    return f"{number:g}" if isinstance(number, float) and number == float(f"{number:g}") else str(number)


def _few_words(item: ShortText, writing: Writing) -> Cells | None:
    if any(sign in word for word in item.accept for sign in ";；\n|｜/"):
        return None
    return _kind("blanks", writing) | {"question_answer": "；".join(item.accept)}


def _gaps(item: Cloze, writing: Writing) -> Cells | None:
    """Only gaps for words, told in the order of either language."""
    if any(isinstance(gap, Pick | Figure) for gap in item.gaps) or len(item.gaps) < 2:
        return None
    orders = {language: tuple(GAP.findall(item.passage.of(language))) for language in LANGUAGES}
    if orders["zh"] != orders["en"]:
        return None
    accepted = {gap.id: gap.accept for gap in item.gaps if not isinstance(gap, Pick | Figure)}
    if any(sign in word for words in accepted.values() for word in words for sign in ";；\n|｜/"):
        return None
    told = "；".join("|".join(accepted[key]) for key in orders["zh"])
    prompt = {
        field: f"{ask}\n{GAP.sub('____', passage)}"
        for (field, ask), passage in zip(
            _both("question_prompt", item.prompt).items(), (item.passage.zh, item.passage.en), strict=True
        )
    }
    return _kind("blanks", writing) | prompt | {"question_answer": told}


def _written(item: FreeText, writing: Writing) -> Cells:
    points = "分" if writing.language == "zh" else " points"
    rubric = [f"{writing.text(line.text)}（{_plain(line.points)}{points}）" for line in item.rubric]
    if len(item.model) > 1:
        writing.warn(item, "models_left", "model")
    cells = _kind("free_text", writing) | _both("question_answer", item.model[0])
    return cells | {"question_rubric": "\n".join(rubric)}


WAYS: dict[type, Callable[[Any, Writing], Cells | None]] = {
    Single: partial(_chosen, kind="single"),
    Multiple: partial(_chosen, kind="multiple"),
    Order: partial(_chosen, kind="order"),
    TrueFalse: _judged,
    Match: _matched,
    Numeric: _worked_out,
    ShortText: _few_words,
    Cloze: _gaps,
    FreeText: _written,
}
