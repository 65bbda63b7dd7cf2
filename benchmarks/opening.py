"""How fast a page opens and what it costs: warm kernels against ordinary ones, in one run.

`python benchmarks/opening.py` starts a pages service with a stand-in for Hub and records and prints JSON:
milliseconds to the whole page (median, worst), at once and twenty together, and memory a kernel has for itself.
"""

import json
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from pages.running import Service, start
from pages.town import Town

ROUNDS, TOGETHER = 15, 20


def opened(client: Any) -> float:
    begun = time.perf_counter()
    page = client.get("home")
    taken = 1000 * (time.perf_counter() - begun)
    kernel = re.search(r"api/kernels/[\w-]+", page.text)
    assert page.status_code == 200
    assert kernel
    client.delete(kernel[0], headers={"X-XSRFToken": client.cookies["_xsrf"]})
    return taken


def own_memory(service: Service) -> float:
    """Megabytes that one kernel shares with nobody."""
    client = service.visitor()
    before = set(processes())
    client.get("home")
    time.sleep(0.5)
    kernels = [pid for pid in processes() if pid not in before]
    return max((private(pid) for pid in kernels), default=0.0)


def processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def private(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1024


def measure(*arguments: str) -> dict[str, Any]:
    town = Town()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        service = start(Path(folder), town, *arguments)
        time.sleep(3)
        client = service.visitor()
        opened(client)
        one_by_one = [opened(client) for _ in range(ROUNDS)]
        visitors = [service.visitor(f"p-{number}") for number in range(TOGETHER)]
        with ThreadPoolExecutor(TOGETHER) as crowd:
            together = list(crowd.map(opened, visitors))
        memory = own_memory(service)
        service.stop()
    town.close()
    return {
        "one by one, ms": [round(statistics.median(one_by_one)), round(max(one_by_one))],
        f"{TOGETHER} together, ms": [round(statistics.median(together)), round(max(together))],
        "a kernel's own memory, MB": round(memory),
    }


if __name__ == "__main__":
    warm, ordinary = measure(), measure("--Pages.warm=False")
    ratio = ordinary["one by one, ms"][0] / warm["one by one, ms"][0]
    print(json.dumps({"warm": warm, "ordinary": ordinary, "times faster": round(ratio, 1)}, indent=1))
