"""The product's typeface for browsers, cut down to the characters the product writes with.

`python fonts.py PACKAGES OUT` reads Noto Sans SC (SIL Open Font License) from the npm packages below
PACKAGES and writes into OUT: the two cut weights, the slices for all other characters, and two style sheets.
`face.css` belongs to every page; `slices.css` is fetched later and names some 100 slices that browsers load
only where a page needs them; characters of names that none of the packaged slices has (𬭎) stand in slices of
our own. Same characters in, same bytes out.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PRODUCT = Path(__file__).parents[2]
CHECKOUT = PRODUCT.parent
WEIGHTS = {400: "400Regular/NotoSansSC_400Regular.ttf", 700: "700Bold/NotoSansSC_700Bold.ttf"}
WRITTEN = (
    (PRODUCT / "locale", "*.yaml"),
    (CHECKOUT / "courses", "**/*.md"),
    (CHECKOUT / "courses", "**/*.yaml"),
    (CHECKOUT / "assessments", "**/*.yaml"),
)
SIGNS = [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2040), *range(0x2160, 0x216C)]
SIGNS += [*range(0x2190, 0x219A), *range(0x2460, 0x2474), *range(0x3000, 0x3020), *range(0xFF01, 0xFF5F)]
SIGNS += map(ord, "€℃℉№™Ω±×÷√∞≈≠≤≥■□▲△▼▽◆◇○◎●★☆✓✔✗✘")
RANGES = re.compile(r"unicode-range:\s*([^;}]+)")
SLICE = 1500  # characters in one of our own
URL = re.compile(r"url\(\./files/([\w.-]+\.woff2)\) format\('woff2'\), url\([^)]*\) format\('woff'\)")


def characters() -> set[int]:
    """Every character of the catalogue, the courses and the assessments, and the usual signs."""
    texts = (path.read_text(encoding="utf-8") for folder, kind in WRITTEN for path in folder.glob(kind))
    return set(SIGNS) | {ord(char) for text in texts for char in text}


def cut(source: Path, wanted: set[int], out: Path, weight: int) -> str:
    """Write the font with only these characters; returns its file name, which names its content."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(flavor="woff2", layout_features=["kern", "palt", "tnum"], hinting=False)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # with its copyright and licence
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    draft = out / f"draft-{weight}.woff2"
    subset.save_font(font, str(draft), options)
    name = content_name(draft, f"sans-{weight}")
    draft.rename(out / name)
    return name


def rare(source: Path, sheet: str, out: Path) -> str:
    """Slices of our own for the characters of names that the packaged ones lack: extension A and beyond 16 bits."""
    left = sorted(code for code in set(TTFont(source).getBestCmap()) - covered(sheet) if in_rare_names(code))
    return "".join(
        '@font-face { font-family: "SQM Sans More"; font-display: swap; font-weight: 400; '
        f'src: url("./{cut(source, set(part), out, 400)}") format("woff2"); unicode-range: {ranges(part)}; }}\n'
        for part in (left[start : start + SLICE] for start in range(0, len(left), SLICE))
    )


def in_rare_names(code: int) -> bool:
    return 0x3400 <= code <= 0x4DBF or code > 0xFFFF


def ranges(codes: list[int]) -> str:
    """Codes in order as CSS has them, neighbours together."""
    starts = [code for before, code in zip([-1, *codes], codes, strict=False) if code != before + 1]
    ends = [code for code, after in zip(codes, [*codes[1:], -1], strict=True) if after != code + 1]
    return ", ".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in zip(starts, ends, strict=True))


def covered(sheet: str) -> set[int]:
    """Codes that the slices of a style sheet have."""
    found: set[int] = set()
    for part in (part for ranges in RANGES.findall(sheet) for part in ranges.split(",")):
        first, _, last = part.strip()[2:].partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def content_name(path: Path, stem: str) -> str:
    return f"{stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}{path.suffix}"


def face(name: str, weight: int) -> str:
    return (
        '@font-face { font-family: "SQM Sans"; font-display: swap; '
        f'font-weight: {weight}; src: url("./{name}") format("woff2"); }}\n'
    )


def slices(package: Path, out: Path) -> str:
    """Copy the regular weight's slices; returns the style sheet that names them."""

    def placed(found: re.Match[str]) -> str:
        path = package / "files" / found[1]
        name = content_name(path, "slice")
        shutil.copy(path, out / name)
        return f'url("./{name}") format("woff2")'

    sheet = re.sub(r"/\*.*?\*/\s*", "", (package / "400.css").read_text(encoding="utf-8"))
    return URL.sub(placed, sheet.replace("'Noto Sans SC'", '"SQM Sans More"'))


def main(packages: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    fonts, wanted = packages / "@expo-google-fonts" / "noto-sans-sc", characters()
    names = {weight: cut(fonts / file, wanted, out, weight) for weight, file in WEIGHTS.items()}
    (out / "face.css").write_text("".join(face(name, weight) for weight, name in names.items()))
    sheet = slices(packages / "@fontsource" / "noto-sans-sc", out)
    (out / "slices.css").write_text(sheet + rare(fonts / WEIGHTS[400], sheet, out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
