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


def pick(name: str, key: str = "right", **more: Any) -> dict[str, Any]:
    options = [{"id": each, "text": text(each)} for each in ("wrong", "right", "other")]
    return {"id": name, "text": text(name), "options": options, "key": key, "why": text("because"), **more}


def number(name: str, key: float | str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text(name), "unit": text("yuan"), "key": key, "why": text("because"), **more}


def desk() -> dict[str, Any]:
    def reply(name: str, to: str | None, minutes: int, **more: Any) -> dict[str, Any]:
        leads = {"to": to} if to else {}
        return {"id": name, "text": text(name), "minutes": minutes, "why": text("because"), **leads, **more}

    turns = [
        {
            "id": "open",
            "says": text("again"),
            "mood": "cross",
            "replies": [
                reply("sorry", "tell", 3, empathy=2, learns=["when"]),
                reply("calm-down", "hot", 3, empathy=-1),
            ],
        },
        {
            "id": "hot",
            "says": text("manager"),
            "mood": "cross",
            "replies": [reply("own-up", "tell", 20, empathy=1), reply("rules", None, 10, empathy=-1)],
        },
        {
            "id": "tell",
            "says": text("on bumps"),
            "replies": [
                reply("by-four", None, 2, promise=2),
                reply("soon", None, 1, promise=0),
                reply("never-again", None, 1, promise=-1),
            ],
        },
    ]
    words = {each: text(each) for each in ("empathy", "facts", "promise", "closure", "clock")}

    def case(name: str, came: str, **more: Any) -> dict[str, Any]:
        told = {"facts": [{"id": "when", "text": text("on bumps")}], "found": text("a loose nut"), "debrief": words}
        record = [pick("what", needs="when"), pick("owner")]
        about = {"name": text(name), "about": text("noise"), "channel": "desk", "came": came}
        return {"id": name, **about, **told, "turns": turns, "record": record, **more}

    cases = [case("noise", "09:00"), case("brake", "08:55", at_once=True), case("bill", "07:15", limit=130)]
    return {"kind": "desk", "task": text("take them"), "cases": cases}


def reception() -> dict[str, Any]:
    def region(name: str, hazard: bool, box: list[float]) -> dict[str, Any]:
        return {"id": name, "hazard": hazard, "box": box, "text": text(name), "why": text("because")}

    def view(name: str, *regions: dict[str, Any]) -> dict[str, Any]:
        return {"id": name, "text": text(name), "picture": picture(), "regions": regions}

    def question(name: str, useful: bool) -> dict[str, Any]:
        return {"id": name, "text": text(name), "says": text("well"), "useful": useful, "why": text("because")}

    def line(name: str, kind: str, quantity: float, price: float) -> dict[str, Any]:
        return {"id": name, "text": text(name), "kind": kind, "quantity": quantity, "price": price}

    def move(name: str, wanted: bool, *needs: str) -> dict[str, Any]:
        return {"id": name, "wanted": wanted, "needs": needs, **{each: text(each) for each in ("text", "then", "why")}}

    why = {"why": text("because")}
    return {
        "kind": "reception",
        "task": text("receive"),
        "views": [
            view("left", region("dent", True, [0.1, 0.1, 0.2, 0.2]), region("leaf", False, [0.6, 0.6, 0.2, 0.2])),
            view("rear", region("scratch", True, [0.5, 0.1, 0.2, 0.2])),
        ],
        "most": 2,
        "questions": [question("since", True), question("speed", True), question("job", False)],
        "order": [pick("symptom", needs="since"), pick("damage", needs="dent"), pick("fuel")],
        "lines": [
            line("oil", "part", 4, 85) | why,
            line("service", "labour", 0.5, 380) | why,
            line("again", "labour", 0.2, 380) | why | {"belongs": False},
        ],
        "quote": [number("labour", "labour"), number("parts", "parts"), number("sum", "total"), pick("plain")],
        "extra": {
            "found": text("thin pads"),
            "lines": [line("pads", "part", 1, 420), line("fit", "labour", 1, 380)],
            "moves": [
                move("start", True, "yes"),
                move("photo", True),
                move("yes", True, "photo", "price"),
                move("price", True),
                move("surprise", False),
            ],
            "sums": [number("new", "total")],
        },
    }


VIN, SLIP = (
    "1M8GDM9AXKP042788",
    "1M8GDM9AXKP042878",
)  # the first is the example of 49 CFR 565; in the other 7 and 8 swapped


def crm() -> dict[str, Any]:
    def scrap(name: str, same: bool) -> dict[str, Any]:
        return {"id": name, "source": text(name), "lines": [text("Wang")], "same": same, "why": text("because")}

    def car(name: str, last: str, pace: int) -> dict[str, Any]:
        return {"id": name, "text": text(name), "last": last, "months": 12, "km": 10000, "pace": pace}

    def plan(name: str, purpose: str, channel: str, at: str) -> dict[str, Any]:
        return {"id": name, "text": text(name), "purpose": purpose, "channel": channel, "at": at}

    def customer(name: str, agreed: list[str], **more: Any) -> dict[str, Any]:
        plans = [
            plan("sell", "marketing", "message", "2026-03-03T10:00"),
            plan("remind", "service", "message", "2026-03-03T10:00"),
            plan("late", "service", "message", "2026-03-03T21:00"),
            plan("ring", "service", "phone", "2026-03-03T10:00"),
            plan("rest", "none", "none", "2026-03-03T10:00"),
        ]
        known = {"text": text(name), "facts": [text("may be written to")], "why": text("because"), "plans": plans}
        return {"id": name, **known, "agreed": agreed, "channels": ["message"], "needs": "service", **more}

    def visitor(name: str, due: str, came: str | None) -> dict[str, Any]:
        return {"id": name, "text": text(name), "due": due, "came": came}

    return {
        "kind": "crm",
        "task": text("tidy"),
        "today": "2026-03-02",
        "scraps": [scrap("old", True), scrap("chat", True), scrap("namesake", False)],
        "profile": [pick("phone"), pick("plate")],
        "vins": {"given": [SLIP, VIN], "why": text("swapped")},
        "cars": [car("calm", "2025-03-15", 500), car("busy", "2025-09-01", 2000), car("new", "2025-12-01", 1000)],
        "due_why": {"zh": "{time}、{mileage}：{first}。", "en": "{time}, {mileage}: {first}"},
        "due_names": {"time": text("time"), "mileage": text("mileage")},
        "house": {"opens": 9, "closes": 20, "gap": 30},
        "customers": [
            customer("open", ["service", "marketing"]),
            customer("fresh", ["service"], last="2026-02-20", needs="none"),
        ],
        "rules": {each: text(each) for each in ("consent", "channel", "hours", "frequency", "need")},
        "keep": {
            "window": 30,
            "visitors": [
                visitor("a", "2026-01-05", "2026-01-20"),
                visitor("b", "2026-01-05", None),
                visitor("c", "2026-02-20", None),
                visitor("d", "2026-01-10", "2026-02-25"),
                visitor("e", "2026-01-15", "2026-01-10"),
            ],
            "groups": {each: text(each) for each in ("back", "lost", "early")},
            "why": text("half"),
        },
    }


def order() -> dict[str, Any]:
    def gap(at: str, minutes: int = 10) -> dict[str, Any]:
        return {"gap": {"at": at, "text": text(f"found at {at}"), "minutes": minutes}}

    def station(name: str, gate_at: str, *entries: dict[str, Any]) -> dict[str, Any]:
        gate = pick(f"{name}-gate") | gap(gate_at)
        return {"id": name, "text": text(name), "scene": text("scene"), "entries": entries, "gate": gate}

    return {
        "kind": "order",
        "task": text("see it through"),
        "lines": [
            {"id": "pads", "text": text("pads"), "kind": "part", "quantity": 1, "price": 420.5},
            {"id": "fit", "text": text("fit"), "kind": "labour", "quantity": 1.2, "price": 380},
        ],
        "stations": [
            station("dispatch", "repair", pick("who") | gap("check", 25)),
            station("parts", "repair", number("issued", 1) | gap("settle", 15), pick("signed") | gap("settle", 5)),
            station("repair", "check", pick("clock") | gap("settle")),
            station("check", "settle", pick("torque") | gap("check")),
            station("settle", "settle", number("total", "total") | gap("settle")),
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


def improve() -> dict[str, Any]:
    def finding(name: str, grade: str) -> dict[str, Any]:
        words = {"clause": text(f"clause of {name}"), "evidence": text(name), "why": text("because")}
        return {"id": name, "grade": grade, **words}

    def question(name: str, **worth: float) -> dict[str, Any]:
        options = [{"id": each, "text": text(each), "worth": one, "why": text(each)} for each, one in worth.items()]
        return {"id": name, "prompt": text(name), "options": options}

    def figure(name: str, counts: dict[str, tuple[int, int]], **defined: str) -> dict[str, Any]:
        cases = {
            each: {"n": n, "hits": hits, "defined": text(defined.get(each, "alike"))}
            for each, (n, hits) in counts.items()
        }
        return {"id": name, "text": text(name), "cases": cases}

    stores = {"high": (400, 350), "low": (300, 210), "small": (50, 36)}
    few = {"high": (9, 8), "low": (10, 8), "small": (2, 2)}
    look = {"text": text("a look")}
    return {
        "kind": "improve",
        "task": text("half a year"),
        "audit": [
            finding("plain", "conform"),
            finding("once", "minor"),
            finding("harm", "major"),
            finding("risk", "observation"),
        ],
        "action": {
            "finding": text("no record"),
            "questions": [question("cause", will=0, sheet=1), question("owner", lead=1, all=0)],
        },
        "compare": {
            "stores": [{"id": each, "text": text(each)} for each in stores],
            "figures": [
                figure("otherwise", stores, small="otherwise"),
                figure("scarce", few),
                figure("ontime", stores),
            ],
            "questions": [question("next", rank=0, help=1)],
        },
        "cycle": {
            "text": text("a board"),
            "plan": [question("measure", moved=0, weekly=1, monthly=0.5)],
            "measure": text("on time"),
            "better": "high",
            "base": 4,
            "changed": 4,
            "run": 5,
            "weeks": [{"n": 25, "hits": hits} for hits in (18, 20, 17, 19, 20, 21, 20, 21, 22, 20)],
            "looks": [
                {"id": "early", "week": 6, **look, "move": question("hold", spread=0, wait=1)},
                {"id": "late", "week": 10, **look, "move": question("act", keep=1, stop=0)},
            ],
        },
    }


def figures() -> dict[str, Any]:
    """The charts as the shipped lessons have them, in short words."""

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
    answers = {"t1": (34, 0.86), "t2": (30, 0.7), "t3": (12, 0.8), "t4": (40, 0.83), "t5": (3, 0.6)}
    teams = [named(name, replies=mean, satisfied=share) for name, (mean, share) in answers.items()]
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
            chart("satisfaction", "replies", 5, teams=teams, months=6),
        ],
    }


EACH = {
    "sort": sort,
    "shadow": shadow,
    "hotspots": hotspots,
    "audit": audit,
    "trend": trend,
    "dispatch": dispatch,
    "desk": desk,
    "reception": reception,
    "crm": crm,
    "order": order,
    "workshop": workshop,
    "stock": stock,
    "improve": improve,
    "figures": figures,
}
