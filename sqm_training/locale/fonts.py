"""Where the product's typeface lies (Noto Sans SC, SIL Open Font License) for what draws text itself."""

from pathlib import Path
from typing import Literal

STATIC = Path(__file__).parent / "static"


def font_path(weight: Literal["regular", "bold"]) -> Path:
    """The whole font as TTF, for PDFs and charts; the front end's build puts it there."""
    path = STATIC / f"{weight}.ttf"
    if not path.exists():
        raise FileNotFoundError(f"{path}: run `npm ci && npm run build` in sqm_training/pages/front")
    return path
