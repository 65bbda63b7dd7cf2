"""A small exercise of each kind, written as in a lesson."""

from typing import Any


def text(words: str) -> dict[str, str]:
    return {"zh": f"{words}。", "en": words}


def picture() -> dict[str, Any]:
    return {"file": "img/bay.svg", "alt": text("a bay")}


def sort() -> dict[str, Any]:
    thing = {"picture": "img/thing.svg", "why": text("because")}
    return {
        "kind": "sort",
        "task": text("sort"),
        "bins": [{"id": "keep", "text": text("keep")}, {"id": "tag", "text": text("tag"), "tone": "bad"}],
        "things": [
            {"id": "ratchet", "text": text("ratchet"), "bin": "keep", **thing},
            {"id": "lead", "text": text("lead"), "bin": "tag", **thing},
        ],
    }


def shadow() -> dict[str, Any]:
    thing = {"picture": "img/thing.svg", "why": text("because")}
    places = [
        {"id": name, "text": text(name), "box": [0.3 * n, 0, 0.2, 0.2]}
        for n, name in enumerate(("left", "right", "aisle"))
    ]
    return {
        "kind": "shadow",
        "task": text("put away"),
        "picture": picture(),
        "places": places,
        "things": [
            {"id": "hammer", "text": text("hammer"), "place": "left", **thing},
            {"id": "pliers", "text": text("pliers"), "place": "right", **thing},
        ],
    }


def hotspots() -> dict[str, Any]:
    def region(name: str, hazard: bool, box: list[float]) -> dict[str, Any]:
        return {"id": name, "hazard": hazard, "box": box, "text": text(name), "why": text("because")}

    return {
        "kind": "hotspots",
        "task": text("find"),
        "picture": picture(),
        "regions": [
            region("oil", True, [0.0, 0.0, 0.2, 0.2]),
            region("lead", True, [0.5, 0.5, 0.2, 0.2]),
            region("board", False, [0.45, 0.45, 0.4, 0.4]),
        ],
    }


def audit() -> dict[str, Any]:
    def line(name: str, reference: int) -> dict[str, Any]:
        words = {part: text(part) for part in ("group", "text", "none", "half", "full", "why")}
        return {"id": name, "box": [0, 0, 0.5, 0.5], "reference": reference, **words}

    return {
        "kind": "audit",
        "task": text("score"),
        "picture": picture(),
        "lines": [line("floor", 0), line("board", 2), line("card", 4), line("map", 3)],
    }


def trend() -> dict[str, Any]:
    def option(name: str, worth: float) -> dict[str, Any]:
        return {"id": name, "worth": worth, "text": text(name), "why": text("because")}

    def decision(name: str, week: int) -> dict[str, Any]:
        options = [option("wait", 0), option("look", 1), option("maybe", 0.5)]
        return {"id": name, "week": week, "prompt": text(name), "then": text("then"), "options": options}

    return {
        "kind": "trend",
        "task": text("read"),
        "top": 20,
        "floor": 12,
        "total": text("total"),
        "total_floor": 24,
        "series": [
            {"id": "sort", "text": text("sort"), "values": [15, 14, 9]},
            {"id": "shine", "text": text("shine"), "values": [16, 16, 16]},
        ],
        "decisions": [decision("first", 1), decision("second", 3)],
    }


def dispatch() -> dict[str, Any]:
    def order(name: str, minutes: int, promised: int, **more: Any) -> dict[str, Any]:
        return {"id": name, "text": text(name), "minutes": minutes, "promised": promised, "skill": "repair", **more}

    return {
        "kind": "dispatch",
        "task": text("dispatch"),
        "skills": {"repair": text("repair"), "high-voltage": text("high voltage")},
        "technicians": [
            {"id": "wang", "text": text("Wang"), "skills": {"repair": 2}},
            {"id": "li", "text": text("Li"), "skills": {"repair": 3, "high-voltage": 3}, "free": 30},
        ],
        "orders": [
            order("oil", 40, 60, weight=2),
            order("brake", 90, 120, ready=60),
            order("engine", 120, 180, level=3),
            order("hv", 60, 240, skill="high-voltage", level=2),
        ],
    }


def workshop() -> dict[str, Any]:
    def choice(name: str, **what: Any) -> dict[str, Any]:
        return {"id": name, "text": text(name), **what}

    jobs = [
        choice("minor", share=0.6, minutes=40, promise=110, quick=True),
        choice("fault", share=0.4, minutes=90, level=2, promise=240, parts=0.3, fails=0.2),
    ]
    return {
        "kind": "workshop",
        "task": text("two days"),
        "seed": 4,
        "days": 2,
        "jobs": jobs,
        "bookings": [choice("early", waves=[[0, 60, 1]]), choice("spread", waves=[[0, 240, 1]])],
        "rule": [choice("arrival", by="arrival"), choice("skill", by="promise", match=True)],
        "layout": [choice("far", walk=10), choice("express", walk=10, express=1, express_walk=3)],
        "fives": [choice("none", search=8), choice("daily", search=3, daily=10)],
        "rounds": [
            {
                "id": "peak",
                "title": text("peak"),
                "text": text("all at once"),
                "shop": {"cars": 8, "walk_ins": 2, "bays": 2, "technicians": [2, 1], "advisors": 1},
                "today": {"bookings": "early", "rule": "arrival", "layout": "far", "fives": "none"},
                "changes": 2,
                "goals": [{"kpi": "wait90", "target": 10}, {"kpi": "otd", "target": 0.9, "weight": 2}],
                "why": text("because"),
            }
        ],
    }


def stock() -> dict[str, Any]:
    def article(name: str, cost: int, weekly: int, shelf: int, book: int, **more: Any) -> dict[str, Any]:
        levels = {"points": [2, 8, 20], "lots": [6, 24], "today": [2, 6]}
        known = {"history": [weekly] * 4, "weekly": weekly, "lead": 5, "shelf": shelf, "book": book}
        return {"id": name, "text": text(name), "cost": cost, **known, **levels, **more}

    def box(name: str, of: str, **more: Any) -> dict[str, Any]:
        words = {"text": text(name), "signs": [text("a sign")], "why": text("because")}
        return {"id": name, "article": of, "labelled": 6, "holds": 6, **words, **more}

    ways = [
        {"id": "keep", "text": text("keep"), "worth": 0, "gone": False, "why": text("because")},
        {"id": "return", "text": text("return"), "worth": 1, "why": text("because")},
    ]
    return {
        "kind": "stock",
        "task": text("a quarter"),
        "seed": 3,
        "counts": 1,
        "articles": [
            article("pads", 280, 6, 12, 16),
            article("filter", 40, 9, 30, 30),
            article("clip", 2, 12, 30, 40),
        ],
        "dead": [{"id": "lamp", "text": text("lamp"), "value": 1000, "months": 14, "ways": ways}],
        "boxes": [
            box("sound", "pads"),
            box("broken", "clip", holds=5),
            box("counterfeit", "filter", fake=True),
        ],
    }


def figures() -> dict[str, Any]:
    """The five charts as the shipped lesson has them, in short words."""

    def named(name: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "text": text(name), **more}

    def chart(name: str, kind: str, seed: int, **more: Any) -> dict[str, Any]:
        words = {part: text(part) for part in ("title", "prompt", "why")}
        return {"id": name, "chart": kind, "seed": seed, **words, **more}

    visits = {"a": 420, "b": 260, "c": 90, "d": 30}
    rates = {"brake": 4, "wait": 7, "price": 4, "screen": 2.5, "key": 1}
    heat = {
        "models": [named(name, visits=cars) for name, cars in visits.items()],
        "problems": [named(name, rate=rate) for name, rate in rates.items()],
        "hot": [
            {"model": "c", "problem": "brake", "factors": [0.6, 1, 1, 3, 7, 10]},
            {"model": "b", "problem": "screen", "factors": [2.4] * 6},
            {"model": "a", "problem": "screen", "factors": [0.6] * 6},
            {"model": "d", "problem": "key", "factors": [5] * 6},
        ],
    }
    heaps = [named("service", jobs=160, median=73, spread=0.38), named("repair", jobs=70, median=220, spread=0.5)]
    store = {"parts": 150, "lines": 1500, "skew": 1.1, "dead": 12, "today": [45, 0]}
    known = {"wait": (46, 120), "other": (40, 700), "wash": (36, 40), "comeback": (27, 900), "bill": (10, 200)}
    causes = [named(name, mean=mean, cost=cost, mixed=name == "other") for name, (mean, cost) in known.items()]
    months = {"orders": 260, "rates": [0.05] * 9 + [0.105] + [0.028] * 8, "baseline": 9, "asked": [3, 5, 10, 15]}
    return {
        "kind": "figures",
        "task": text("five charts"),
        "stages": [
            chart("hot", "heat", 9, **heat),
            chart("promise", "promise", 1, heaps=heaps, asked="service", broken=250),
            chart("stock", "stock", 1, **store, targets={"fill": 0.95, "turn": 6, "dead": 0.1}),
            chart("causes", "pareto", 3, causes=causes, room=2),
            chart("comebacks", "control", 9, **months),
        ],
    }


EACH = {
    "sort": sort,
    "shadow": shadow,
    "hotspots": hotspots,
    "audit": audit,
    "trend": trend,
    "dispatch": dispatch,
    "workshop": workshop,
    "stock": stock,
    "figures": figures,
}
