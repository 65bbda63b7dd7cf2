"""The template for questions in Excel (题库模板): an empty table, what each column means, an example of each kind."""

from sqm_training.exchange import tables
from sqm_training.exchange.questions.table import FIELDS, kinds_named
from sqm_training.locale import Language, section

LEFT_OUT = ("question_options", "question_number", "question_answer_en")  # read where they stand, but not offered
OFFERED = tuple(field for field in FIELDS if field not in LEFT_OUT)
MUST = ("question_kind", "question_prompt", "question_answer")
WIDE = ("question_prompt", "question_prompt_en", "question_why", "question_why_en", "question_rubric")
EXAMPLES = ("single", "multiple", "true_false", "order", "match", "numeric", "blank", "blanks", "free_text")


def template(language: Language) -> bytes:
    """The template with headers in one language; both are read alike."""
    choices = {f"question_{group}": _words(group, language) for group in ("difficulty", "use", "scoring")}
    choices["question_kind"] = list(kinds_named(language))
    examples = [_example(one) for one in EXAMPLES]
    return tables.template("questions", OFFERED, MUST, language, choices, WIDE, examples)


def _words(group: str, language: Language) -> list[str]:
    prefix = f"questions.{group}."
    return [words[language] for key, words in section("questions").items() if key.startswith(prefix)]


def _example(kind: str) -> list[str]:
    """A row of the examples: both languages side by side, as people fill it in."""
    prefix = f"questions.example.{kind}."
    given = {key.removeprefix(prefix): words for key, words in section("questions").items() if key.startswith(prefix)}
    row = []
    for field in OFFERED:
        name = field.removeprefix("question_")
        words = given.get(name.removesuffix("_en"), {})
        row.append(words.get("en" if name.endswith("_en") else "zh", ""))
    return row
