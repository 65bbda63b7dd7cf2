"""Questions in a table, a row each: the way most trainers in China keep them, and the template for it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqm_training.exchange import sheet
from sqm_training.exchange.questions import kinds
from sqm_training.exchange.questions.account import Account, NotTaken, Question
from sqm_training.exchange.questions.kinds import Found, Offer
from sqm_training.exchange.questions.words import NOTHING, Words, clean, folded
from sqm_training.exchange.sheet import Line, Sheet
from sqm_training.locale import LANGUAGES, section

LETTERS = "ABCDEFGH"
FIELDS = (
    "question_kind", "question_prompt", "question_prompt_en",
    *(f"option_{letter}{tongue}" for letter in "abcdefgh" for tongue in ("", "_en")),
    "question_options", "question_answer", "question_answer_en", "question_why", "question_why_en",
    "question_tolerance", "question_unit", "question_scoring", "question_rubric", "question_points",
    "question_difficulty", "question_topic", "question_competency", "question_use", "question_source", "question_id",
    "question_number",
)  # fmt: skip
REQUIRED = ("question_prompt", "question_answer")
BLANK = re.compile(r"_{2,}|＿+|[（(]\s*[)）]|【\s*】|\[\s*\]")
ARROW = re.compile(r"\s*(?:→|->|=>|—>|⇒|｜|\||=|＝)\s*")
BETWEEN = re.compile(r"\s*[;；\n]\s*")
EITHER = re.compile(r"\s*[|｜/]\s*")
SPAN = re.compile(r"\s*(?:~|～|至|到|\.\.|—)\s*")
CODE = re.compile(r"C\d\.\d-\d\d")
LINE_POINTS = re.compile(r"(.+?)\s*[（(:：]?\s*(\d+(?:\.\d+)?)\s*(?:分|points?|pts?)?\s*[)）]?\s*$", re.IGNORECASE)
LABEL = re.compile(r"^\s*[（(]?([A-Ha-h])[)）.．、:：]\s*")
OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Row:
    """A row's cells by field, and the question they make."""

    line: Line
    question: Question

    def __getitem__(self, field: str) -> str:
        return clean(self.line[f"question_{field}"].text)

    def header(self, field: str) -> str:
        return self.line.sheet.headers.get(f"question_{field}", "")

    def words(self, field: str) -> Words:
        """Words of a field that has a column for English beside it."""
        return _both(self[field], self[f"{field}_en"])

    def wrong(self, code: str, field: str, **params: object) -> NotTaken:
        return NotTaken(code, column=self.header(field), **params)

    @property
    def options(self) -> list[tuple[str, Words]]:
        """The options that are filled in, by letter; those of one cell too."""
        found = []
        for letter in LETTERS:
            key = f"option_{letter.lower()}"
            found.append((letter, _both(clean(self.line[key].text), clean(self.line[f"{key}_en"].text))))
        while found and not found[-1][1]:
            found.pop()
        if found or not self["options"]:
            return found
        parts = [part for part in re.split(r"\n|\||(?<=\S)\s+(?=[A-H][.．、])", self["options"]) if part.strip()]
        return [(LETTERS[place], Words(clean(LABEL.sub("", part)))) for place, part in enumerate(parts[: len(LETTERS)])]


def _both(chinese: str, english: str) -> Words:
    return Words(zh=chinese, en=english) if english else Words(chinese)


def _names(group: str) -> dict[str, str]:
    """Keys of a group of words in the catalogue, by every way they may be written."""
    prefix, words = f"questions.{group}.", section("questions")
    names: dict[str, str] = {}
    for key, forms in words.items():
        if key.startswith(prefix):
            ident = key.removeprefix(prefix)
            also = words.get(f"questions.{group}_also.{ident}", {})
            spelt = [ident, *forms.values(), *(one for tongue in LANGUAGES for one in also.get(tongue, "").split("|"))]
            names |= {folded(one): ident for one in spelt if one}
    return names


def likeness(text: str) -> int:
    """How many of our columns the text's likeliest header line names, if it names more than one."""
    names = sheet.header_names(*FIELDS)
    best = 0
    for line in text.split("\n", sheet.HEADER_WITHIN)[: sheet.HEADER_WITHIN]:
        cells = re.split(r"[,\t;]", line)
        best = max(best, len({names.get(sheet.folded(cell.strip('"'))) for cell in cells} - {None}))
    return best if best > 1 else 0


def read(account: Account, data: bytes) -> None:
    """Take every row of every table into the account."""
    try:
        tables = sheet.read_every(account.file, data, FIELDS, REQUIRED)
    except sheet.Unreadable as wrong:
        account.notes.append(sheet.refusal(account.file, wrong))
        return
    words = section("import")
    ours = {words[f"import.template.{part}"][tongue] for part in ("help", "examples") for tongue in LANGUAGES}
    tables = [table for table in tables if table.tab not in ours]
    known = [table for table in tables if table.headers]
    for table in tables:
        if not table.headers and known:
            account.note("tab_unread", tab=table.tab)
    if not known:
        account.notes.append(sheet.refusal(account.file, sheet.Unreadable("no_header")))
    for table in known:
        _table(account, table, table.tab if len(known) > 1 else "")


def _table(account: Account, table: Sheet, tab: str) -> None:
    kind_of_tab = _names("kind").get(folded(table.tab), "")
    lost = [fault for fault in table.faults if fault.code in ("import.row_width", "import.cut_off") and fault.row]
    account.notes += [fault for fault in table.sorted() if fault not in lost]
    missing = any(fault.code == "import.column_missing" for fault in table.faults)
    for fault in lost:
        account.report(fault.row, f"{fault.row}", "row_cut" if fault.code == "import.cut_off" else "row_width", tab)
    unsound = table.unsound()
    for line in table.lines:
        name = line["question_prompt"].text or line["question_prompt_en"].text or f"{line.row}"
        if missing or line.row in unsound:
            account.report(line.row, name, "row_faults", tab)
        else:
            account.take(line.row, name, partial(_row, line=line, tab_kind=kind_of_tab), tab)


def _row(question: Question, line: Line, tab_kind: str) -> None:
    row = Row(line, question)
    kind = _kind(row, tab_kind)
    question.document["prompt"] = row.words("prompt")
    if not question.document["prompt"]:
        raise row.wrong("no_text", "prompt")
    KINDS[kind](row)
    kinds.reason(question, general=row.words("why"))
    _particulars(row)


def _kind(row: Row, tab_kind: str) -> str:
    written = row["kind"]
    if written:
        kind = _names("kind").get(folded(written))
        if kind is None:
            raise row.wrong("kind_unknown", "kind", kind=written)
        return kind
    if tab_kind:
        return tab_kind
    kind = _guessed(row)
    words = section("questions")[f"questions.kind.{kind}"]
    row.question.warn("kind_guessed", row.header("kind"), kind=" / ".join(words.values()))
    return kind


def _guessed(row: Row) -> str:
    """The kind where the row does not name it: only where options and answer leave no doubt."""
    letters = _letters(row["answer"])
    if row.options and letters:
        return "multiple" if len(letters) > 1 else "single"
    if not row.options and folded(row["answer"]) in _names("truth"):
        return "true_false"
    raise row.wrong("kind_missing", "kind")


def _letters(answer: str) -> list[str]:
    """The letters an answer names, or nothing where it is something else."""
    plain = re.sub(r"[\s,，、;；./|&+>→-]|和", "", unicodedata.normalize("NFKC", answer)).upper()
    return list(plain) if plain and set(plain) <= set(LETTERS) else []


def _chosen(row: Row) -> tuple[list[tuple[str, Words]], list[str]]:
    """The options and the letters of those the answer names, by letter or in full."""
    options = row.options
    if not row["answer"]:
        raise row.wrong("answer_missing", "answer")
    by_words = {folded(words.shown): letter for letter, words in options if words}
    letters = _letters(row["answer"]) or [
        by_words[folded(part)] for part in BETWEEN.split(row["answer"]) if folded(part) in by_words
    ]
    known = [letter for letter, words in options if words]
    if not letters or len(set(letters)) != len(letters):
        raise row.wrong("answer_unreadable", "answer", answer=row["answer"][:40])
    if strange := [letter for letter in letters if letter not in known]:
        raise row.wrong("answer_no_option", "answer", answer="、".join(strange))
    return options, letters


def _choice(row: Row, several: bool) -> None:
    options, letters = _chosen(row)
    if len(letters) > 1 and not several:
        raise row.wrong("answer_several", "answer", answer=row["answer"])
    offers = [Offer(words, float(letter in letters)) for letter, words in options]
    kinds.choice(row.question, offers, several, _scoring(row) if several else None)


def _scoring(row: Row) -> str:
    if not row["scoring"]:
        return "right_minus_wrong"
    found = _names("scoring").get(folded(row["scoring"]))
    if found is None:
        raise row.wrong("scoring_unknown", "scoring", scoring=row["scoring"])
    return found


def _truth(row: Row) -> None:
    said = row["answer"]
    letters, options = _letters(said), dict(row.options)
    if options and len(letters) == 1 and letters[0] in options:
        said = options[letters[0]].shown
    found = _names("truth").get(folded(said))
    if found is None:
        raise row.wrong("truth_unreadable", "answer", answer=row["answer"][:40])
    kinds.true_false(row.question, found == "true")


def _order(row: Row) -> None:
    options, letters = _chosen(row)
    if sorted(letters) != [letter for letter, _ in options]:
        raise row.wrong("order_not_all", "answer")
    kinds.order(row.question, [Offer(words, 1) for _, words in options])
    row.question.document["key"] = [kinds.letter(LETTERS.index(letter)) for letter in letters]


def _match(row: Row) -> None:
    pairs, spare = [], []
    for letter, words in row.options:
        forms = {name: ARROW.split(getattr(words, name), 1) for name in ("any", "zh", "en") if getattr(words, name)}
        if any(len(form) != 2 for form in forms.values()):
            raise NotTaken("pair_unreadable", column=letter, option=words.shown)
        left, right = (Words.by({name: form[part] for name, form in forms.items()}) for part in (0, 1))
        if left:
            pairs.append((Offer(left, 1), right))
        else:
            spare.append(right)
    kinds.match(row.question, pairs, spare)


def _number(row: Row) -> None:
    answer = unicodedata.normalize("NFKC", row["answer"])
    parts = re.match(r"(.*?)\s*(?:±|\+/-|\+-)\s*(.*)", answer)
    ends = SPAN.split(answer)
    unit = row["unit"]
    if parts:
        value, off = kinds.figure(parts[1]), kinds.figure(parts[2])
    elif span := _span(ends):
        value, off = span
    else:
        number = re.match(r"([-+]?[\d.,]+)\s*(.*)", answer)
        value = kinds.figure(number[1]) if number else None
        unit = unit or (number[2] if number else "")
        off = kinds.figure(row["tolerance"]) if row["tolerance"] else 0.0
    if value is None:
        raise row.wrong("number_unreadable", "answer", text=row["answer"][:40])
    if off is None:
        raise row.wrong("number_unreadable", "tolerance", text=row["tolerance"] or row["answer"][:40])
    kinds.numeric(row.question, [Found(value, abs(off))], Words(unit) if unit else NOTHING)


def _span(ends: Sequence[str]) -> tuple[float, float] | None:
    if len(ends) != 2:
        return None
    low, high = (kinds.figure(end) for end in ends)
    return kinds.span(low, high) if low is not None and high is not None else None


def _filled_in(row: Row) -> None:
    """One blank is a short answer, several make a cloze with an answer each."""
    prompt = row.question.document["prompt"]
    counts = {len(BLANK.findall(text)) for text in (prompt.any, prompt.zh, prompt.en) if text}
    if len(counts) > 1:
        raise row.wrong("blanks_differ", "prompt_en")
    blanks = counts.pop()
    if not row["answer"]:
        raise row.wrong("answer_missing", "answer")
    if blanks < 2:
        answers = [
            one for text in (row["answer"], row["answer_en"]) for part in BETWEEN.split(text) for one in _either(part)
        ]
        kinds.short_text(row.question, [(one.replace("*", "\\*"), 1.0) for one in answers if one])
        return
    own = _parts(row["answer"], blanks)
    english = _parts(row["answer_en"], blanks) if row["answer_en"] else [""] * blanks
    if own is None or english is None:
        raise row.wrong("blanks_count", "answer" if own is None else "answer_en", count=blanks)
    gaps = [
        {"ask": "words", "id": f"g{place}", "accept": list(dict.fromkeys([*_either(one), *_either(other)]))}
        for place, (one, other) in enumerate(zip(own, english, strict=True), 1)
    ]
    row.question.document.pop("prompt")
    kinds.cloze(row.question, prompt.each(_with_gaps), gaps)


def _either(text: str) -> list[str]:
    """Words that are equally right; a slash within a unit parts nothing."""
    parts = EITHER.split(text)
    return [part for part in parts if part] if all(len(part) > 1 for part in parts if part) else [text] if text else []


def _parts(answer: str, blanks: int) -> list[str] | None:
    """The answer of each blank, parted by semicolons, lines or, if that fits, commas."""
    for between in (BETWEEN, re.compile(r"\s*[、,，]\s*"), re.compile(r"\s+")):
        parts = [part for part in between.split(answer) if part]
        if len(parts) == blanks:
            return [re.sub(r"^[（(]?\d+[)）.．、]\s*", "", part) or part for part in parts]
    return None


def _with_gaps(text: str) -> str:
    numbers = iter(range(1, len(text) + 1))
    return BLANK.sub(lambda _: f"[[g{next(numbers)}]]", kinds.literal(text))


def _written(row: Row) -> None:
    kinds.free_text(row.question, row.words("answer"))
    lines = []
    for place, line in enumerate((line for line in row["rubric"].split("\n") if line.strip()), 1):
        found = LINE_POINTS.fullmatch(line.strip())
        if found is None or not float(found[2]):
            raise row.wrong("rubric_unreadable", "rubric", line=line.strip()[:60])
        text = re.sub(r"^[（(]?\d+[)）.．、]\s*", "", found[1])
        lines.append({"id": f"c{place}", "text": Words(text), "points": float(found[2])})
    if lines:
        row.question.document["rubric"] = lines


def _particulars(row: Row) -> None:
    """What a bank knows of a question besides: each is left out, and said, where it cannot be read."""
    question = row.question
    for field, group in (("difficulty", "difficulty"), ("use", "use")):
        if row[field]:
            found = _names(group).get(folded(row[field]))
            if found is None:
                question.warn("cell_unread", row.header(field), value=row[field])
            else:
                question.document[field] = int(found) if field == "difficulty" else found
    code = unicodedata.normalize("NFKC", row["competency"]).upper()
    if code and CODE.fullmatch(code):
        question.document["competency"] = code
    elif code:
        question.warn("competency_unread", row.header("competency"), value=row["competency"])
    if row["source"]:
        question.document["source"] = Words(row["source"])
    if row["id"]:
        question.document["id"] = row["id"]
    question.points = kinds.figure(row["points"].removesuffix("分"))
    question.category = row["topic"]


KINDS: dict[str, Callable[[Row], None]] = {
    "single": partial(_choice, several=False),
    "multiple": partial(_choice, several=True),
    "true_false": _truth,
    "order": _order,
    "match": _match,
    "numeric": _number,
    "blanks": _filled_in,
    "free_text": _written,
}


def kinds_named(language: str) -> Sequence[str]:
    """The kinds a table can hold, as one writes them."""
    return [section("questions")[f"questions.kind.{kind}"][language] for kind in KINDS]
