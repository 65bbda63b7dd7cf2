"""Charts, drawn with the product's own font so that Chinese shows on every machine."""

import base64
import io
from collections import defaultdict
from typing import Any

from sqm_training.locale import LANGUAGES, Language, fonts, text

BLUE, TEAL, LINE, INK = "#1f4e79", "#2a9d8f", "#d9e0e6", "#1b2733"
POINTS_WIDE, POINTS_HIGH = 5.2, 1.2  # inches; shown at phone width its text stays above 14 px


def scores_by_store(rows: list[dict[str, Any]]) -> dict[Language, str] | None:
    """Median and spread of review scores, a line per store, as SVG data URIs by language; None without scores."""
    scores: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row["score"] is not None:
            scores[row["store"]["name"]].append(row["score"])
    if not scores:
        return None
    return {language: _boxes(scores, language) for language in LANGUAGES}


def _boxes(scores: dict[str, list[float]], language: Language) -> str:
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    font = font_manager.FontProperties(fname=str(fonts.font_path("regular")), size=15)
    names = sorted(scores)
    figure = Figure(figsize=(POINTS_WIDE, POINTS_HIGH + 0.62 * len(names)), layout="constrained")
    axes = figure.subplots()
    axes.boxplot(
        [scores[name] for name in names],
        orientation="horizontal",
        widths=0.55,
        patch_artist=True,
        boxprops={"facecolor": "#e5f4f2", "edgecolor": TEAL},
        medianprops={"color": BLUE, "linewidth": 2.5},
        whiskerprops={"color": TEAL},
        capprops={"color": TEAL},
        flierprops={"markeredgecolor": INK, "markersize": 4},
    )
    axes.set_yticks(range(1, len(names) + 1), names, fontproperties=font)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel(text("review.chart_axis", language), fontproperties=font)
    for label in axes.get_xticklabels():
        label.set_fontproperties(font)
    axes.grid(axis="x", color=LINE)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", transparent=True)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"
