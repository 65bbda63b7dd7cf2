"""The fictional dealer group that `sqm demo` shows: its roster and twelve months of shop-floor figures.

    python deploy/demo/build_demo.py [directory]     writes roster.xlsx and kpi-<month>.xlsx

Nobody and nothing here is real. The people are written down below; the figures are drawn from a seed, so
every run gives the same bytes. What the draw reckons with, so that tables and reviews look like life:

- people differ (`ability`), the newly hired are slower, stores differ and the third one catches up;
- the year has seasons: full before Spring Festival and the October holiday, empty in the festival month;
- a rate comes from cases that are counted (orders, surveys, complaints), so small samples swing;
- figures of managers, inspectors and supervisors are those of the people behind them, added up;
- things happen (`EVENTS`), figures are missing (`missing`), people come, go on leave and leave.
"""

import io
import random
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqm_training.exchange.tables import Column, to_xlsx
from sqm_training.locale import text

GROUP = "演示集团（虚构）"
SEED = "sqm-demo-1"
MONTHS = ["2025-11", "2025-12", *(f"2026-{month:02d}" for month in range(1, 11))]
SEASON = dict(zip(MONTHS, (0.98, 1.05, 1.18, 0.72, 1.0, 0.97, 0.98, 1.03, 1.1, 1.08, 1.12, 0.92), strict=True))
DATED = (2026, 11, 1, 0, 0, 0)  # of the files, so that they do not change by themselves

STORES = {
    "HQ": ("演示集团总部（虚构）", "集团总部"),
    "SH001": ("演示一店·上海（虚构）", "华东大区"),
    "HZ001": ("演示二店·杭州（虚构）", "华东大区"),
    "CD001": ("演示三店·成都（虚构）", "西南大区"),
}

# The accounts that the demo names on its start page, one for each way of looking at the system.
ACCOUNTS = ("00086", "SA-000123", "P0001", "TR01", "HR01", "SM01", "AD01")

# number · name · pinyin · store · team · posts · access · status · hired; a dash is nothing
PEOPLE = """
HR01 周静怡 zhoujingyi HQ 人力资源部 人力资源 人力资源 在职 2016-03-14
HR02 纳兰若溪 nalanruoxi HQ 人力资源部 人力资源 人力资源、审批人 在职 2019-07-01
AU01 应书白 yingshubai HQ 内控部 人力资源 审计 在职 2018-05-21
TR01 顾明川 gumingchuan HQ 培训部 培训师、考评员 培训师、考评员 在职 2015-04-07
TR02 钟离雪 zhonglixue HQ 培训部 培训师 培训师、考评员 在职 2021-09-13
AD01 韩立秋 hanliqiu HQ 信息部 系统管理员 系统管理员 在职 2017-10-16
SM01 沈国梁 shenguoliang SH001 - 服务经理 门店管理 在职 2014-11-03
00003 陆建平 lujianping SH001 车间 车间主管 考评员 在职 2015-03-02
00011 夏侯骏 xiahoujun SH001 车间 质检员 考评员 在职 2016-08-22
00015 孟德昌 mengdechang SH001 车间 车间调度 - 在职 2017-02-13
SA-000123 林晓彤 linxiaotong SH001 前台 服务顾问 - 在职 2020-06-15
SA-000131 欧阳帆 ouyangfan SH001 前台 服务顾问 - 在职 2018-09-03
SA-000140 唐可欣 tangkexin SH001 前台 服务顾问 - 在职 2023-04-10
SA-000152 薛一鸣 xueyiming SH001 前台 服务顾问 - 试用 2026-07-20
00086 张志远 zhangzhiyuan SH001 机电一组 维修技师 - 在职 2022-03-07
00021 李广福 liguangfu SH001 机电一组 维修技师、内训师 考评员 在职 2015-10-19
00034 买买提江·吐尔逊 maimaitijiangtuerxun SH001 机电一组 维修技师 - 在职 2019-05-06
00047 吴𬭎 wuhong SH001 机电一组 维修技师 - 在职 2020-11-02
00059 何文轩 hewenxuan SH001 机电二组 维修技师 - 在职 2021-08-16
00078 单志强 shanzhiqiang SH001 机电二组 维修技师 - 在职 2018-01-08
00092 曾小川 zengxiaochuan SH001 机电二组 维修技师 - 在职 2024-07-01
00101 马䶮 mayan SH001 机电二组 维修技师 - 试用 2026-08-03
00066 郭铁生 guotiesheng SH001 钣喷组 钣金技师 - 在职 2016-04-18
00070 葛春雷 gechunlei SH001 钣喷组 钣金技师 - 在职 2020-02-24
00081 尉迟鹏 yuchipeng SH001 钣喷组 喷漆技师 - 在职 2017-06-12
P0001 苏晓梅 suxiaomei SH001 配件部 配件专员 - 在职 2019-03-11
P0007 丁一凡 dingyifan SH001 配件部 配件专员 - 在职 2023-08-07
00018 乔安然 qiaoanran SH001 客服部 客服专员 - 在职 2018-12-03
00024 冯丽娟 fenglijuan SH001 财务部 财务结算员 - 在职 2016-01-11
SM02 许文博 xuwenbo HZ001 - 服务经理 门店管理 在职 2016-05-09
HZ0005 鲍永年 baoyongnian HZ001 车间 车间主管 考评员 在职 2016-05-09
HZ0009 金玉凤 jinyufeng HZ001 车间 质检员 - 在职 2018-03-05
HZ0012 施文伟 shiwenwei HZ001 车间 车间调度 - 在职 2019-10-14
HZ0021 上官云婷 shangguanyunting HZ001 前台 服务顾问 - 在职 2017-11-20
HZ0022 陈思齐 chensiqi HZ001 前台 服务顾问 - 在职 2021-03-15
HZ0030 范晓东 fanxiaodong HZ001 前台 服务顾问 - 在职 2024-02-26
HZ0041 汪小洋 wangxiaoyang HZ001 机电一组 维修技师、内训师 考评员 在职 2016-09-19
HZ0042 李伟 liwei HZ001 机电一组 维修技师 - 在职 2018-07-09
HZ0047 朱剑锋 zhujianfeng HZ001 机电一组 维修技师 - 在职 2020-04-20
HZ0053 俞佳豪 yujiahao HZ001 机电二组 维修技师 - 在职 2022-10-10
HZ0064 阿依古丽·买买提 ayigulimaimaiti HZ001 机电二组 维修技师 - 在职 2023-06-19
HZ0071 史可为 shikewei HZ001 机电二组 维修技师 - 离职 2021-05-17
HZ0036 潘大勇 pandayong HZ001 钣喷组 钣金技师 - 在职 2017-04-24
HZ0039 江海波 jianghaibo HZ001 钣喷组 喷漆技师 - 在职 2019-01-14
HZ0015 严芳 yanfang HZ001 配件部 配件专员 - 在职 2018-06-04
HZ0019 毛雨薇 maoyuwei HZ001 客服部 客服专员 - 在职 2020-08-31
HZ0026 沃静 wojing HZ001 财务部 财务结算员 - 在职 2021-12-06
SM03 蒋川云 jiangchuanyun CD001 - 服务经理 门店管理 在职 2019-08-12
C-0002 罗四海 luosihai CD001 车间 车间主管、车间调度 考评员 在职 2019-08-12
C-0006 白玛次仁 baimaciren CD001 车间 质检员 - 在职 2020-10-12
C-0011 司马晴 simaqing CD001 前台 服务顾问 - 在职 2019-11-04
C-0014 廖远 liaoyuan CD001 前台 服务顾问 - 在职 2022-05-23
C-0019 邓婷婷 dengtingting CD001 前台 服务顾问 - 停薪留职 2021-01-18
C-0023 李伟 liwei CD001 机电组 维修技师 - 在职 2019-09-02
C-0027 吉克阿依 jikeayi CD001 机电组 维修技师 - 在职 2023-03-13
C-0031 谭勇 tanyong CD001 机电组 维修技师 - 在职 2020-06-29
C-0035 龚小军 gongxiaojun CD001 机电组 维修技师 - 在职 2024-09-09
C-0038 魏子豪 weizihao CD001 机电组 维修技师 - 试用 2026-06-22
C-0041 熊刚 xionggang CD001 钣喷组 钣金技师 - 在职 2021-07-05
C-0043 岳明 yueming CD001 钣喷组 喷漆技师 - 在职 2022-11-28
C-0016 付蓉 furong CD001 配件部 配件专员 - 在职 2020-03-23
C-0008 曾婧 zengjing CD001 客服部 客服专员 - 在职 2021-10-25
C-0009 宋佳慧 songjiahui CD001 财务部 财务结算员 - 在职 2022-08-15
"""

LAST_MONTH = {"HZ0071": "2026-04", "C-0019": "2026-05"}  # left; went on leave
ABILITY = {"00086": 0.1, "00021": 1.4, "00059": 0.2, "C-0023": -1.0, "SA-000123": 0.6, "P0001": 0.4}
STORE_ABILITY = {"SH001": 0.1, "HZ001": 0.4, "CD001": -0.7}
SPEED = {"00021": 0.18, "C-0023": 0.14}  # fast beyond their ability; the second one at the cost of quality

# What happened: store or person, KPI, months, and by how much the rate moved.
EVENTS: tuple[tuple[str, str, tuple[str, ...], float], ...] = (
    ("CD001", "RWK", ("2026-05",), 0.035),  # a bad batch of brake pads
    ("CD001", "CMP", ("2026-05", "2026-06"), 0.012),
    ("00059", "FTFR", ("2026-04", "2026-05"), -0.12),  # a worn scan tool, found in June
    ("SH001", "OTD", ("2026-01", "2026-09"), -0.05),  # too full before the holidays
    ("HZ001", "FILL", ("2026-02", "2026-03"), -0.07),  # the supplier's warehouse moved
)
OUTAGES = {("HZ001", "CSI"): ("2026-03",), ("CD001", "TURN"): ("2025-11", "2025-12", "2026-01")}


@dataclass(frozen=True)
class Member:
    """One line of the roster."""

    number: str
    name: str
    pinyin: str
    store: str
    team: str
    posts: str
    access: str
    status: str
    hired: date

    @property
    def post(self) -> str:
        return self.posts.split("、")[0]

    def works_in(self, month: str) -> bool:
        """There are figures for a month that was worked in full."""
        return f"{self.hired:%Y-%m}" < month <= LAST_MONTH.get(self.number, MONTHS[-1])

    def months_here(self, month: str) -> int:
        year, number = (int(part) for part in month.split("-"))
        return (year - self.hired.year) * 12 + number - self.hired.month


@dataclass(frozen=True)
class Tally:
    """Cases and what came of them: a share is hits ÷ n, a mean is total ÷ n."""

    n: int
    total: float

    @property
    def value(self) -> float:
        return round(self.total / self.n, 4)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.n + other.n, self.total + other.total)


Figure = tuple[str, str, str, str, float | None, int | None]  # month, number, store, code, value, n


@dataclass
class Month:
    """The figures of one month as they come together; `code → tallies by subject`."""

    name: str
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)

    def put(self, subject: str, code: str, tally: Tally) -> None:
        self.tallies.setdefault(code, {})[subject] = tally

    def of(self, code: str, members: list[Member]) -> Tally | None:
        """The tallies of several people as one."""
        found = [self.tallies[code][one.number] for one in members if one.number in self.tallies.get(code, {})]
        whole = sum(found[1:], found[0]) if found else None
        return whole if whole and whole.n else None


def members() -> list[Member]:
    """Everybody, as written above."""
    return [_member(*("" if part == "-" else part for part in line.split())) for line in PEOPLE.strip().splitlines()]


def _member(number: str, name: str, pinyin: str, store: str, *rest: str) -> Member:
    team, posts, access, status, hired = rest
    return Member(number, name, pinyin, store, team, posts, access, status, date.fromisoformat(hired))


def chance(*about: str) -> random.Random:
    """A source of chance of its own for each thing, so that adding one does not move the others."""
    return random.Random(" ".join((SEED, *about)))


def ability(one: Member, month: str) -> float:
    """How good somebody is in a month: by nature, by store, by time in the job; about −2 to 2."""
    nature = ABILITY.get(one.number, max(-1.6, min(1.6, chance("ability", one.number).gauss(0, 0.8))))
    learning = -1.5 * max(0.0, 1 - one.months_here(month) / 18)
    catching_up = 0.06 * MONTHS.index(month) if one.store == "CD001" else 0.0
    growing = 0.05 * MONTHS.index(month) if one.number == "00086" else 0.0
    return nature + STORE_ABILITY.get(one.store, 0.0) + learning + catching_up + growing


def moved(code: str, month: str, *subjects: str) -> float:
    return sum(by for whom, what, when, by in EVENTS if whom in subjects and what == code and month in when)


def share(draw: random.Random, n: int, rate: float) -> Tally:
    """n cases, each a hit at this rate."""
    rate = min(0.995, max(0.002, rate))
    return Tally(n, sum(draw.random() < rate for _ in range(n)))


def average(draw: random.Random, n: int, mean: float, spread: float, most: float) -> Tally:
    """The mean of n cases."""
    return Tally(n, n * min(most, round(draw.gauss(mean, spread / max(1, n) ** 0.5), 2)))


def orders(one: Member, month: str, base: float) -> int:
    pace = 0.6 if one.months_here(month) < 6 else 1.0
    return max(4, round(base * SEASON[month] * pace * chance("orders", one.number, month).uniform(0.88, 1.12)))


def technician(one: Member, month: Month) -> None:
    n, skill = orders(one, month.name, 56 if one.post == "维修技师" else 26), ability(one, month.name)
    draw = chance("work", one.number, month.name)
    slips = 0.058 - 0.014 * skill + moved("RWK", month.name, one.store, one.number)
    month.put(one.number, "RWK", share(draw, n, slips))
    speed = 0.96 + 0.06 * skill + SPEED.get(one.number, 0.0)
    month.put(one.number, "TEFF", average(draw, n, speed, 0.35, 1.5))
    busy = 0.78 + 0.025 * skill + 0.12 * (SEASON[month.name] - 1)
    month.put(one.number, "TUT", average(draw, draw.randint(152, 176), busy, 0.4, 0.97))
    if one.post == "维修技师":
        fixed = 0.882 + 0.025 * skill + moved("FTFR", month.name, one.store, one.number)
        month.put(one.number, "FTFR", share(draw, round(n * 0.45), fixed))


def advisor(one: Member, month: Month) -> None:
    n, skill = orders(one, month.name, 92), ability(one, month.name)
    draw = chance("front", one.number, month.name)
    month.put(one.number, "EST", share(draw, n, 0.905 + 0.02 * skill))
    if month.name not in OUTAGES.get((one.store, "CSI"), ()):
        answers = round(n * draw.uniform(0.1, 0.3))
        month.put(one.number, "CSI", average(draw, answers, 86.5 + 2 * skill, 11, 100))


def settle(one: Member, month: Month) -> None:
    draw, skill = chance("desk", one.number, month.name), ability(one, month.name)
    month.put(one.number, "EST", share(draw, orders(one, month.name, 240), 0.925 + 0.015 * skill))


def complaints(one: Member, month: Month, taken: int) -> None:
    """Few cases a month, so these are the figures that swing most."""
    draw, skill = chance("care", one.number, month.name), ability(one, month.name)
    month.put(one.number, "CRT", share(draw, taken, 0.93 + 0.03 * skill))
    month.put(one.number, "CCR", share(draw, max(1, taken - draw.randint(0, 2)), 0.92 + 0.03 * skill))


WORK: dict[str, Callable[[Member, Month], None]] = {
    "维修技师": technician, "钣金技师": technician, "喷漆技师": technician, "服务顾问": advisor, "财务结算员": settle,
}  # fmt: skip

# Whose figures, added up, these posts answer for.
MECHANICS, ALL_HANDS = ("维修技师",), ("维修技师", "钣金技师", "喷漆技师")
LEADS: dict[str, dict[str, tuple[str, ...]]] = {
    "质检员": {"RWK": ALL_HANDS, "FTFR": MECHANICS},
    "车间调度": {"TUT": ALL_HANDS, "TEFF": ALL_HANDS},
    "车间主管": {"RWK": ALL_HANDS, "FTFR": MECHANICS, "TEFF": ALL_HANDS},
    "客服专员": {"CSI": ("服务顾问",)},
    "财务结算员": {"CSI": ("服务顾问",)},
    "服务经理": {"CSI": ("服务顾问",), "FTFR": MECHANICS, "RWK": ALL_HANDS, "CCR": ("客服专员",)},
}


def store_figures(store: str, month: Month, visits: int) -> None:
    """What a whole store answers for."""
    draw, year = chance("store", store, month.name), MONTHS.index(month.name) / len(MONTHS)
    level = STORE_ABILITY[store] + (0.7 * year if store == "CD001" else 0)

    def event(code: str) -> float:
        return moved(code, month.name, store)

    month.put(store, "CMP", share(draw, visits, 0.011 - 0.003 * level + event("CMP")))
    month.put(store, "OTD", share(draw, round(visits * 0.96), 0.915 + 0.02 * level + event("OTD")))
    month.put(store, "APT", share(draw, visits, 0.42 + 0.06 * level + 0.12 * year))
    month.put(store, "FILL", share(draw, round(visits * 2.6), 0.88 + 0.02 * level + event("FILL")))
    month.put(store, "CNT", share(draw, draw.randint(260, 520), 0.935 + 0.012 * level))
    month.put(store, "RPO", average(draw, visits, 690 + 70 * level + 60 * (SEASON[month.name] - 1), 420, 2000))
    if month.name not in OUTAGES.get((store, "TURN"), ()):
        month.put(store, "TURN", average(draw, 1, 4.9 + 0.6 * level + 0.5 * year, 0.15, 9))


def one_month(everybody: list[Member], name: str) -> Month:
    """Everything counted in a month."""
    month = Month(name)
    here = [one for one in everybody if one.works_in(name) and one.store != "HQ"]
    for one in here:
        if one.post in WORK:
            WORK[one.post](one, month)
    for store in STORES:
        if store != "HQ":
            team = [one for one in here if one.store == store]
            hands = month.of("RWK", [one for one in team if one.post in ALL_HANDS])
            assert hands is not None
            store_figures(store, month, hands.n)
            _lead(team, month, store)
    return month


def _lead(team: list[Member], month: Month, store: str) -> None:
    taken = round(month.tallies["CMP"][store].total)
    for one in team:
        if one.post == "客服专员":
            complaints(one, month, max(2, taken))
    for one in team:
        for post in one.posts.split("、"):
            for code, behind in LEADS.get(post, {}).items():
                tally = month.of(code, [other for other in team if other.post in behind])
                if tally:
                    month.put(one.number, code, tally)


def missing(subject: str, code: str, month: str) -> bool:
    """Some figures did not come: the row is there, the value is not."""
    return chance("missing", subject, code, month).random() < 0.015


def figures(everybody: list[Member], name: str) -> Iterator[Figure]:
    """The rows of a month's file, people in roster order, then stores."""
    month = one_month(everybody, name)
    for subject in [one.number for one in everybody] + list(STORES):
        for code, by_subject in sorted(month.tallies.items()):
            if subject in by_subject:
                tally, gap = by_subject[subject], missing(subject, code, name)
                number, store = ("", subject) if subject in STORES else (subject, "")
                n = None if gap or code == "TURN" else tally.n
                yield name, number, store, code, None if gap else tally.value, n


def roster_rows(everybody: list[Member]) -> Iterator[list[object]]:
    for one in everybody:
        store_name, region = STORES[one.store]
        where = [region, one.store, store_name, one.team]
        yield [one.number, one.name, one.pinyin, *where, one.posts, one.access, one.status, one.hired]


def _columns(*fields: tuple[str, float, str]) -> list[Column]:
    return [Column(text(f"import.header.{name}", "zh"), width, kind) for name, width, kind in fields]


def roster(everybody: list[Member]) -> bytes:
    """The group's roster as HR would keep it."""
    columns = _columns(
        ("employee_no", 12, "text"), ("name", 18, "text"), ("pinyin", 22, "text"), ("region", 12, "text"),
        ("store", 10, "text"), ("store_name", 24, "text"), ("team", 12, "text"), ("posts", 20, "text"),
        ("access", 20, "text"), ("status", 10, "text"), ("since", 12, "date"),
    )  # fmt: skip
    return steady(to_xlsx(f"{GROUP}花名册", columns, roster_rows(everybody)))


def kpis(everybody: list[Member], month: str) -> bytes:
    """The figures of a month, a figure a row."""
    columns = _columns(
        ("month", 10, "text"), ("employee_no", 12, "text"), ("store", 10, "text"), ("code", 10, "text"),
        ("value", 12, "number"), ("n", 10, "number"),
    )  # fmt: skip
    return steady(to_xlsx(f"{GROUP}{month}", columns, figures(everybody, month)))


def steady(workbook: bytes) -> bytes:
    """The same workbook without the time it was made, so that equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in made.namelist():
            content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-11-01T00:00:00Z", made.read(part))
            kept.writestr(zipfile.ZipInfo(part, DATED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def build(folder: Path) -> None:
    """Write every file of the demo group."""
    everybody = members()
    (folder / "roster.xlsx").write_bytes(roster(everybody))
    for month in MONTHS:
        (folder / f"kpi-{month}.xlsx").write_bytes(kpis(everybody, month))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
