"""What an analyst in a hurry writes instead of the author's solution: for each task, what goes wrong and what it costs.

A trap is a part of a reference solution, what stands there instead, and the check that must be lost by it.
"""

from typing import NamedTuple


class Trap(NamedTuple):
    says: str
    right: str
    wrong: str
    loses: str


LAST_ENTRY = 'latest = complaints.sort_values("entered").drop_duplicates("complaint_no", keep="last")'
LAST_REPLY = 'last = valid.sort_values("contacted").drop_duplicates("order_no", keep="last")'
VALID = 'valid = replies[(replies["channel"] != "counter") & replies["score"].notna()]'
MEAN_STOCK = 'stock.groupby("month_end")["value"].sum().mean()'
ISSUED_COST = 'issues["value"] = issues["qty"] * issues["unit_cost"]'
UP_TO_80 = "used.index[used.cumsum() - used < 0.8 * used.sum()]"

TRAPS: dict[str, list[Trap]] = {
    "code-complaint-hotspots": [
        Trap("rows counted", LAST_ENTRY, "latest = complaints", "count-check"),
        Trap("first entry kept", 'keep="last"', 'keep="first"', "count-check"),
        Trap("order of the file", 'complaints.sort_values("entered")', "complaints", "count-check"),
        Trap(
            "withdrawn taken out too early",
            'complaints.sort_values("entered")',
            'complaints[complaints["status"] != "withdrawn"].sort_values("entered")',
            "count-check",
        ),
        Trap(
            "withdrawn counted", 'counted = latest[latest["status"] != "withdrawn"]', "counted = latest", "count-check"
        ),
        Trap("rows with a blank dropped", "cases = len(counted)", "cases = len(counted.dropna())", "count-check"),
        Trap(
            "rows without a model dropped",
            "cases = len(counted)",
            'counted = counted.dropna(subset=["model"]); cases = len(counted)',
            "count-check",
        ),
        Trap("double rows in the rates", LAST_ENTRY, "latest = complaints", "rates-check"),
        Trap("visits of a month", '["visits"].sum()', '["visits"].mean()', "rates-check"),
        Trap("holes instead of zeros", "* 1000", "* 1000; rates = rates[rates > 0]", "rates-check"),
        Trap("cases alone", "(cells >= 5) & (cells >= 2 * expected)", "cells >= 5", "hot-check"),
        Trap("heat alone", "(cells >= 5) & (cells >= 2 * expected)", "cells >= 2 * expected", "hot-check"),
        Trap("more than five", "cells >= 5", "cells > 5", "hot-check"),
        Trap("models taken as alike", "by_model * house[problem]", "by_model * 0 + cells[problem].mean()", "hot-check"),
        Trap("the mean of the models' rates", "cells.sum() / by_model.sum()", "rates.mean() / 1000", "hot-check"),
        Trap("other as a cause", '.drop("other")', "", "causes-check"),
        Trap("other out of the whole", 'counted["cost"].sum()', "costs.sum()", "causes-check"),
        Trap(
            "blank causes out of the whole",
            '0.8 * counted["cost"].sum()',
            '0.8 * counted.dropna(subset=["cause"])["cost"].sum()',
            "causes-check",
        ),
        Trap("the one that crosses left out", "before < 0.8", "costs.cumsum() <= 0.8", "causes-check"),
        Trap("by cases", 'groupby("cause")["cost"].sum()', 'groupby("cause")["cost"].size()', "causes-check"),
        Trap("double rows in the cost", LAST_ENTRY, "latest = complaints", "causes-check"),
    ],
    "code-satisfaction": [
        Trap("rows counted", LAST_REPLY, "last = valid", "counted-check"),
        Trap("first reply kept", 'keep="last"', 'keep="first"', "store-check"),
        Trap("order of the file", 'valid.sort_values("contacted")', "valid", "store-check"),
        Trap(
            "last call instead of last reply",
            f"{VALID}\n{LAST_REPLY}",
            f'valid = replies[replies["channel"] != "counter"]\n{LAST_REPLY}.dropna(subset=["score"])',
            "counted-check",
        ),
        Trap("no reply as a zero", ' & replies["score"].notna()', "", "store-check"),
        Trap("desk counted", '(replies["channel"] != "counter") & ', "", "store-check"),
        Trap(
            "desk taken out too late",
            f"{VALID}\n{LAST_REPLY}",
            f'valid = replies.dropna(subset=["score"])\n{LAST_REPLY}\nlast = last[last["channel"] != "counter"]',
            "counted-check",
        ),
        Trap("eight is enough", ">= 9", ">= 8", "store-check"),
        Trap("nine is not enough", ">= 9", "> 9", "store-check"),
        Trap(
            "the mean of the advisors' shares",
            "satisfied = top.mean()",
            'satisfied = top.groupby(last["advisor"]).mean().mean()',
            "store-check",
        ),
        Trap("more than thirty", ">= 30", "> 30", "shares-check"),
        Trap("everybody compared", ">= 30", ">= 0", "shares-check"),
        Trap("everybody in the funnel", ">= 30", ">= 0", "outside-check"),
        Trap("limits of the whole store", '/ compared["size"]) ** 0.5', "/ counted) ** 0.5", "outside-check"),
        Trap("the same limits for all", '/ compared["size"])', '/ compared["size"].mean())', "outside-check"),
        Trap("one standard error", "reach = 2 *", "reach = 1 *", "outside-check"),
        Trap("three standard errors", "reach = 2 *", "reach = 3 *", "outside-check"),
        Trap("only the low ones", "(shares - satisfied).abs()", "(satisfied - shares)", "outside-check"),
        Trap("double replies in the shares", LAST_REPLY, "last = valid", "shares-check"),
    ],
    "code-stock-turnover": [
        Trap(
            "the last cost for the whole year",
            ISSUED_COST,
            'issues["value"] = issues["qty"] * issues["part_no"].map(stock.groupby("part_no")["unit_cost"].last())',
            "turnover-check",
        ),
        Trap(
            "returns left out",
            'issues["value"].sum()',
            'issues.loc[issues["qty"] > 0, "value"].sum()',
            "turnover-check",
        ),
        Trap("returns added", 'issues["value"].sum()', 'issues["value"].abs().sum()', "turnover-check"),
        Trap("the last month only", MEAN_STOCK, 'stock.groupby("month_end")["value"].sum().iloc[-1]', "turnover-check"),
        Trap(
            "first and last month",
            MEAN_STOCK,
            'stock.groupby("month_end")["value"].sum().iloc[[0, -1]].mean()',
            "turnover-check",
        ),
        Trap(
            "months without a part forgotten",
            MEAN_STOCK,
            'stock.groupby("part_no")["value"].mean().sum()',
            "turnover-check",
        ),
        Trap("returns as movement", 'isin(requests["part_no"])', 'isin(issues["part_no"])', "dead-check"),
        Trap(
            "dead by part numbers",
            'now.loc[unmoved, "value"].sum() / now["value"].sum()',
            "unmoved.mean()",
            "dead-check",
        ),
        Trap(
            "dead by pieces",
            'now.loc[unmoved, "value"].sum() / now["value"].sum()',
            'now.loc[unmoved, "qty"].sum() / now["qty"].sum()',
            "dead-check",
        ),
        Trap("returns as requests", '(requests["at_once"] == "yes")', '(issues["at_once"] == "yes")', "fill-check"),
        Trap(
            "fill rate by pieces",
            'fill_rate = (requests["at_once"] == "yes").mean()',
            'fill_rate = requests.loc[requests["at_once"] == "yes", "qty"].sum() / requests["qty"].sum()',
            "fill-check",
        ),
        Trap("the one that crosses left out", UP_TO_80, "used.index[used.cumsum() <= 0.8 * used.sum()]", "class-check"),
        Trap("class by pieces", 'groupby("part_no")["value"]', 'groupby("part_no")["qty"]', "class-check"),
        Trap("class before returns", "used = issues.groupby", "used = requests.groupby", "class-check"),
        Trap(
            "class by number of issues", 'groupby("part_no")["value"].sum()', 'groupby("part_no").size()', "class-check"
        ),
    ],
}
