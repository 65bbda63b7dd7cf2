"""Charts, drawn with the product's own font so that Chinese shows on every machine."""

import base64
import io
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqm_training.locale import LANGUAGES, Language, fonts, text

BLUE, TEAL, LINE, INK = "#1f4e79", "#2a9d8f", "#d9e0e6", "#1b2733"
MOST = 20  # stores in one picture
Scores = dict[str, list[float]]


@dataclass(frozen=True)
class Format:
    """A drawing's size in inches of 72 points; a point is about a pixel where the page shows it."""

    wide: float
    row: float
    font: float
    names_above: bool


NARROW = Format(wide=4.2, row=0.95, font=16, names_above=True)  # at 360 px its smallest words are 14 px
WIDE = Format(wide=15.5, row=0.6, font=15, names_above=False)


def scores_by_store(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Median and spread of review scores, a line per store, as SVG data URIs; None without scores.

    By language one for a phone and one for a desk: {"zh": {"narrow", "wide"}, "en": …, "most": MOST}. Of more
    stores than fit, those with the lowest medians are shown.
    """
    scores: Scores = defaultdict(list)
    for row in rows:
        if row["score"] is not None:
            scores[row["store"]["name"]].append(row["score"])
    if not scores:
        return None
    ordered = sorted(scores.items(), key=lambda one: -median(one[1]))
    shown = dict(ordered[-MOST:])
    drawn = {one: {"narrow": _boxes(shown, one, NARROW), "wide": _boxes(shown, one, WIDE)} for one in LANGUAGES}
    return drawn | {"most": MOST}


def _boxes(scores: Scores, language: Language, form: Format) -> str:
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    font = font_manager.FontProperties(fname=str(fonts.font_path("regular")), size=form.font)
    names = [text("review.chart_store", language, name=name, n=len(scores[name])) for name in scores]
    figure = Figure(figsize=(form.wide, 0.9 + form.row * len(names)), layout="constrained")
    axes = figure.subplots()
    axes.boxplot(
        list(scores.values()),
        orientation="horizontal",
        widths=0.3 if form.names_above else 0.5,
        patch_artist=True,
        boxprops={"facecolor": "#e5f4f2", "edgecolor": TEAL},
        medianprops={"color": BLUE, "linewidth": 2.5},
        whiskerprops={"color": TEAL},
        capprops={"color": TEAL},
        flierprops={"markeredgecolor": INK, "markersize": 4},
    )
    places = range(1, len(names) + 1)
    if form.names_above:
        axes.set_yticks([])
        axes.set_ylim(0.3, len(names) + 0.45)
        for place, name in zip(places, names, strict=True):
            axes.text(0, place - 0.26, name, fontproperties=font, color=INK)
    else:
        axes.set_yticks(places, names, fontproperties=font, color=INK)
        axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel(text("review.chart_axis", language), fontproperties=font, color=INK)
    for label in axes.get_xticklabels():
        label.set_fontproperties(font)
    axes.grid(axis="x", color=LINE)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", transparent=True)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"
