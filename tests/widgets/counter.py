"""The statistics page on real records, as one person has it before them, without Hub and kernel."""

import json
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import BrowserContext, Page, expect
from widgets.stage import Stage
from widgets.workbench import FRAME, STYLE

from sqm_training.api.app import PREFIX
from sqm_training.client import Client
from sqm_training.widgets.insight import Insight


@dataclass
class Counter(Stage):
    """Serves the page where the stage serves a sitting; a number of employee says who looks at it."""

    employee_no: str = "TR01"

    def open(self, context: BrowserContext, language: str = "zh-CN") -> Page:
        page = context.new_page()
        page.goto(f"{self.address}?language={language}")
        expect(page.locator("h1")).to_be_visible()
        return page

    def sit(self, request: Request) -> HTMLResponse:
        widget = Insight(Client(self.records, self.grant("insight")))
        person = {"id": self.person, "name": "陈老师", "employee_no": self.employee_no}
        card = {"grant": self.grant("insight"), "records": PREFIX, "page": "insight", "params": {}, "person": person}
        known = {"texts": widget.texts, "data": widget.data}
        html = FRAME.replace("exercise", "insight").replace("zh-CN", request.query_params["language"])
        return HTMLResponse(html.format(style=STYLE, card=json.dumps(card), known=json.dumps(known)))
