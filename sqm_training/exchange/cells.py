"""What people write in cells, read as what they mean; what cannot be read is said where it stands."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from sqm_training.exchange.sheet import INVISIBLE, Entry

LONGEST_NAME = 30
LONGEST_NUMBER = 20
EARLIEST, LATEST = date(1940, 1, 1), date(2099, 12, 31)
EXCEL_DAY_ZERO = date(1899, 12, 30)

HAN = "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
FOREIGN_DOT = re.compile("\\s*[•‧∙⋅・･]\\s*")
DOT_IN_CHINESE = re.compile(f"(?<=[{HAN}])\\s*[.．·]\\s*(?=[{HAN}])")
SPACE_IN_CHINESE = re.compile(f"(?<=[{HAN}])\\s+(?=[{HAN}])")
SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE][+-]?\d+|\d+\.0+")
WRITTEN_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?"
MISSING = ("", "-", "--", "—", "——", "/", "n/a", "na", "无", "缺")


def number(entry: Entry) -> str:
    """An employee number or store code: text as printed, leading zeros and case kept."""
    cell = entry.cell
    if cell.kind == "blank":
        entry.fault("missing")
    elif cell.kind == "number" and re.fullmatch("0{2,}", cell.format):
        return entry.text.zfill(len(cell.format))  # Excel shows the zeros, so they are meant
    elif cell.kind in ("number", "date", "error"):
        entry.fault("number_cell", value=entry.text)
    elif cell.kind == "text":
        return _number_text(entry)
    return ""


def _number_text(entry: Entry) -> str:
    raw, found = str(entry.cell.value), entry.text
    if SCIENTIFIC.fullmatch(found):
        entry.fault("number_scientific", value=found)
        return ""
    plain = unicodedata.normalize("NFKC", found)
    if plain != found:
        entry.warn("number_width", value=plain)
    elif found != raw:
        entry.warn("number_spaces", value=plain)
    if not re.fullmatch(r"\w[\w\-./#]*", plain):
        entry.fault("number_signs", value=plain)
        return ""
    if len(plain) > LONGEST_NUMBER:
        entry.fault("too_long", limit=LONGEST_NUMBER)
        return ""
    return plain


def name(entry: Entry) -> str:
    """A name in one field. Minority names carry `·`; rare characters are welcome."""
    if entry.cell.kind == "blank":
        entry.fault("missing")
        return ""
    raw = str(entry.cell.value)
    if INVISIBLE.search(raw):
        entry.warn("invisible")
    found = re.sub(r"\s+", " ", unicodedata.normalize("NFC", entry.text))
    dotted = DOT_IN_CHINESE.sub("·", FOREIGN_DOT.sub("·", found))
    if dotted != found:
        entry.warn("name_dot", name=dotted)
    closed = SPACE_IN_CHINESE.sub("", dotted)
    if closed != dotted:
        entry.warn("name_space", name=closed)
    _name_signs(entry, closed)
    if len(closed) > LONGEST_NAME:
        entry.fault("too_long", limit=LONGEST_NAME)
    return closed


def _name_signs(entry: Entry, found: str) -> None:
    lost = [sign for sign in found if unicodedata.category(sign) in ("Co", "Cc", "Cn") and sign < "\U00020000"]
    odd = [sign for sign in found if unicodedata.category(sign)[0] in "NPSZ" and sign not in "·〇 '’-."]
    if lost or "\ufffd" in found:
        entry.fault("name_lost", name=found)
    elif odd:
        entry.warn("name_signs", name=found, signs=" ".join(dict.fromkeys(odd)))


def pinyin(entry: Entry) -> str:
    """Spellings to search by: small letters without tones, ü as v, several parted by spaces."""
    found = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", entry.text)).lower()
    marked = any(unicodedata.combining(sign) for sign in found)
    toneless = "".join(sign for sign in found.replace("u\u0308", "v") if not unicodedata.combining(sign))
    spellings = [re.sub("[^a-z]", "", one) for one in re.split("[/、,，;；|]", toneless)]
    kept = " ".join(dict.fromkeys(one for one in spellings if one))
    if marked or len(spellings) > 1:
        entry.warn("pinyin_rewritten", pinyin=kept)
    return kept[:120]


def phone(entry: Entry) -> str:
    """A mobile number of the mainland as 11 digits; nothing where none is given."""
    plain = unicodedata.normalize("NFKC", entry.text)
    if plain.lower() in MISSING:
        return ""
    digits = re.sub(r"[\s\-—()]", "", plain)
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    if not re.fullmatch(r"1[3-9]\d{9}", digits):
        entry.fault("phone_invalid", value=entry.text, digits=sum(sign.isdigit() for sign in digits))
        return ""
    return digits


def day(entry: Entry) -> date | None:
    """A date as people and Excel write it; None where none is given."""
    cell = entry.cell
    if cell.kind == "date":
        found = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        return _likely(entry, found)
    plain = unicodedata.normalize("NFKC", entry.text)
    if plain.lower() in MISSING or cell.kind == "formula":
        return None
    if parts := re.fullmatch(rf"{WRITTEN_DAY}(?:[ T]0?0:00(?::00)?)?", plain):
        return _calendar_day(entry, *(int(part) for part in parts.groups()))
    if parts := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", plain):
        return _calendar_day(entry, *(int(part) for part in parts.groups()))
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        found = EXCEL_DAY_ZERO + timedelta(days=int(float(plain)))
        entry.warn("date_serial", value=plain, day=found.isoformat())
        return _likely(entry, found)
    entry.fault("date_unreadable", value=plain)
    return None


def moment(entry: Entry) -> datetime | None:
    """A date with its time of day, midnight where none is written; None where nothing is."""
    cell = entry.cell
    if cell.kind == "date":
        whole = cell.value if isinstance(cell.value, datetime) else datetime.combine(cell.value, time())
        return whole if _likely(entry, whole.date()) else None
    plain = unicodedata.normalize("NFKC", entry.text)
    parts = re.fullmatch(rf"{WRITTEN_DAY}[ T]+([01]?\d|2[0-3]):([0-5]\d)(?::\d\d(?:\.\d+)?)?", plain)
    if parts is None:
        found, at = day(entry), time()
    else:
        year, month, number, hour, minute = (int(part) for part in parts.groups())
        found, at = _calendar_day(entry, year, month, number), time(hour, minute)
    return datetime.combine(found, at) if found else None


def _calendar_day(entry: Entry, year: int, month: int, number: int) -> date | None:
    try:
        return _likely(entry, date(year, month, number))
    except ValueError:
        entry.fault("date_impossible", value=entry.text)
        return None


def _likely(entry: Entry, found: date) -> date | None:
    if EARLIEST <= found <= LATEST:
        return found
    entry.fault("date_range", value=found.isoformat())
    return None


def month(entry: Entry) -> str:
    """A month as 2026-10. `2026.1` is refused: Excel turns October into it."""
    cell = entry.cell
    if cell.kind == "date":
        return f"{cell.value:%Y-%m}"
    if cell.kind == "blank":
        entry.fault("missing")
        return ""
    plain = unicodedata.normalize("NFKC", entry.text)
    parts = re.fullmatch(r"(20\d\d)\s*[-/年]\s*(\d{1,2})(?:月|[-/月]\s*\d{1,2}日?)?", plain)
    parts = parts or re.fullmatch(r"(20\d\d)\.?(\d\d)", plain)
    if parts and 1 <= int(parts[2]) <= 12:
        return f"{parts[1]}-{int(parts[2]):02d}"
    if re.fullmatch(r"\d{5}", plain):
        return f"{EXCEL_DAY_ZERO + timedelta(days=int(plain)):%Y-%m}"
    if cell.kind != "formula":
        entry.fault("month_ambiguous" if re.fullmatch(r"20\d\d\.1", plain) else "month_unreadable", value=plain)
    return ""


def several(entry: Entry) -> list[str]:
    """The parts of a cell that holds more than one thing."""
    return [part.strip() for part in re.split(r"[、,，;；|\n]", entry.text) if part.strip()]


def figure(entry: Entry, percent: bool) -> float | None:
    """A number as people write it: 92%, 0.92, 1,234.5, ¥1,234, 1.2万. None where it is missing, never zero."""
    if entry.cell.kind == "error":
        entry.warn("value_error", value=entry.text)
        return None
    plain = unicodedata.normalize("NFKC", entry.text).lower()
    if plain in MISSING or entry.cell.kind == "formula":
        return None
    parts = re.fullmatch(r"[¥$]?\s*(-?[\d,]*\.?\d+(?:e-?\d+)?)\s*(%|元|万|万元|小时|分|次)?", plain)
    if parts is None or entry.cell.kind == "date" or (parts[2] == "%" and not percent):
        entry.fault("value_unreadable", value=entry.text)
        return None
    value = float(parts[1].replace(",", ""))
    value = value / 100 if parts[2] == "%" else value * 10_000 if (parts[2] or "")[:1] == "万" else value
    if value < 0:
        entry.fault("value_negative", value=entry.text)
    elif percent and parts[2] != "%" and value > 2:
        entry.fault("percent_unclear", value=entry.text)
    else:
        return round(value, 10)
    return None


def count(entry: Entry) -> int | None:
    """A whole number of cases; None where it is not told."""
    return _whole(entry, "", "sample_unreadable")


def pieces(entry: Entry) -> int | None:
    """A whole number of pieces, below zero where they came back; None where it is not told."""
    return _whole(entry, "-?", "pieces_unreadable")


def _whole(entry: Entry, sign: str, code: str) -> int | None:
    plain = unicodedata.normalize("NFKC", entry.text).replace(",", "").lower()
    if plain in MISSING or entry.cell.kind == "formula":
        return None
    if not re.fullmatch(rf"{sign}\d{{1,9}}(\.0+)?", plain) or entry.cell.kind == "date":
        entry.fault(code, value=entry.text)
        return None
    return int(float(plain))
