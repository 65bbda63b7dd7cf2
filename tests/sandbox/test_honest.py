"""Submissions by people who do their best: nothing that a notebook may do costs them a mark."""

from dataclasses import replace

import pytest
from sandbox.submission import TIGHT, handed_in, result_of

from sqm_training.sandbox.job import Finished, Limits
from sqm_training.sandbox.values import Table

ROOMY = Limits()

HONEST = {
    "warns": "import warnings, sys\nwarnings.warn('old')\nsys.stderr.write('careful\\n')\nresult = 42",
    "logs": "import logging\nlogging.basicConfig(level=0)\nlogging.error('工单')\nresult = 42",
    "prints": "for n in range(1000): print('第', n, '行')\nprint('\\ud800', flush=True)\nresult = 42",
    "prints into the results": 'import os\nos.write(1, b\'["results", [["result", 1]], [], false]\')\nresult = 42',
    "is slow": "import time\ntime.sleep(1)\nresult = 42",
    "imports what is slow": "import openpyxl\nresult = 42",
    "reads full-width digits": "result = int('４２')",
    "reads a decimal comma": "result = float('42,0'.replace(',', '.'))",
    "has units": "result = int('42 N·m'.split()[0])",
    "writes and reads": "open('结果.txt', 'w').write('42')\nresult = int(open('结果.txt').read())",
    "has folders": "import os, shutil\nos.makedirs('a/b')\nshutil.rmtree('a')\nresult = 42",
    "uses temporary files": "import tempfile\nwith tempfile.TemporaryFile() as f: f.write(b'x')\nresult = 42",
    "keeps a database": "import sqlite3\nresult = sqlite3.connect('x.db').execute('select 42').fetchone()[0]",
    "has threads": "from concurrent.futures import ThreadPoolExecutor as P\nresult = sum(P(3).map(int, ['40', '2']))",
    "leaves a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\nresult = 42",
    "is a program": "if __name__ == '__main__':\n    result = 42",
    "pickles its own": "import pickle\nclass A: x = 42\nresult = pickle.loads(pickle.dumps(A())).x",
    "has data classes": "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\nresult = A(42).x",
    "shows": "display(42)\nresult = 42",
    "knows time zones": "from datetime import datetime as d\nfrom zoneinfo import ZoneInfo as z\n"
    "result = d(2026, 1, 1, tzinfo=z('Asia/Shanghai')).utcoffset().seconds // 3600 + 34",
    "asks for randomness": "import random, secrets, uuid\nuuid.uuid4(), random.random()\nresult = 42",
    "raises and catches": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    result = 42",
    "recurses": "def f(n): return n and 1 + f(n - 1)\nresult = f(42)",
    "looks at its machine": "import os, platform\nos.cpu_count(), platform.system(), os.listdir()\nresult = 42",
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_submission_gets_its_value(name: str) -> None:
    assert result_of(HONEST[name], limits=replace(TIGHT, memory=1 << 30)) == 42


ORDERS = "工单号,门店,技师,金额,完工日期\n" + "".join(
    f"WO{n:04},{'SH001' if n % 2 else 'BJ001'},技师{n % 5},{n * 10.5},2026-0{n % 9 + 1}-15\n" for n in range(200)
)

PANDAS = """
import numpy as np
import pandas as pd
orders = pd.read_csv("工单.csv", parse_dates=["完工日期"])
orders["月"] = orders["完工日期"].dt.to_period("M").astype(str)
by_store = orders.groupby("门店")["金额"].agg(["count", "sum", "mean"]).round(2)
pivot = orders.pivot_table(index="月", columns="门店", values="金额", aggfunc="sum").fillna(0)
merged = orders.merge(pd.DataFrame({"门店": ["SH001"], "大区": ["华东"]}), on="门店", how="left")
orders.to_excel("orders.xlsx", index=False)
again = pd.read_excel("orders.xlsx")
orders.to_csv("copy.csv"); orders.to_json("copy.json"); orders.to_pickle("copy.pkl"); pd.read_pickle("copy.pkl")
print(by_store); display(pivot.head()); orders.info()
result = by_store
"""


def test_a_pandas_task_as_analysts_write_it() -> None:
    outcome = handed_in(
        PANDAS, names=("result", "pivot"), inputs={"工单.csv": ORDERS.encode()}, modules=("pandas",), limits=ROOMY
    )
    assert isinstance(outcome, Finished)
    assert not outcome.errors, outcome.errors[0].text
    assert outcome.values["result"] == Table(
        ("count", "sum", "mean"), ("BJ001", "SH001"), ((100, 103950.0, 1039.5), (100, 105000.0, 1050.0))
    )
    assert "SH001" in outcome.printed


def test_a_chart_may_be_drawn() -> None:
    code = """
import matplotlib.pyplot as plt
import pandas as pd
pd.DataFrame({"a": [1, 3, 2]}).plot()
plt.savefig("chart.png"); plt.show()
result = open("chart.png", "rb").read(4)[1:].decode()
"""
    assert result_of(code, limits=ROOMY) == "PNG"


def test_heavy_linear_algebra_works() -> None:
    code = "import numpy as np\na = np.random.default_rng(1).random((300, 300))\nresult = np.linalg.svd(a)[1].shape[0]"
    assert result_of(code, limits=ROOMY) == 300
