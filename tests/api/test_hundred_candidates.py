"""A hundred people sit a paper at once over a bad network: not one answer is lost, none counts twice.

Real sockets, a real server and a real store. What a candidate was told is kept beside what they sent; in the end the
store is asked whether every word of it is true.
"""

import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from conftest import Clock
from sqlalchemy import func, select

from sqm_training.api.app import PREFIX, create
from sqm_training.domain import marking
from sqm_training.records import attempts, people, tables
from sqm_training.services import admit, enrol, sit
from sqm_training.services.installation import Installation

PAPER = "technician-L1"
PEOPLE = 100
CHANGES = 6  # answers given by each before the end, some to the same question
AT_ONCE = 25  # candidates whose network is busy at the same time
SEED = 20261012
HEAD = "工号,姓名,门店编码,门店,岗位,用工状态\n"


@pytest.fixture
def server(house: Installation) -> Iterator[str]:
    """Where records listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = uvicorn.Server(uvicorn.Config(create(house), port=port, log_level="error"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}{PREFIX}"
    running.should_exit = True
    thread.join(10)


@dataclass
class Candidate:
    """A page's queue in few words: one change after another, each until it is acknowledged or refused for good."""

    http: httpx.Client
    person: str
    chance: random.Random
    attempt: str = ""
    questions: list[tuple[str, Any]] = field(default_factory=list)
    seq: int = 0
    kept: dict[int, tuple[str, Any]] = field(default_factory=dict)  # acknowledged, by sequence number
    refused: dict[int, str] = field(default_factory=dict)
    handed_in: bool = False
    drops: int = 0

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Again and again until there is an answer; now and then the answer is lost, or the request sent twice."""
        while True:
            bad = self.chance.random()
            with suppress(httpx.HTTPError):
                if bad < 0.08:
                    self.drops += 1
                    self.http.request(method, path, json=body, timeout=0.002)  # cut off somewhere on the way
                    continue
                answer = self.http.request(method, path, json=body)
                if bad < 0.16:
                    self.drops += 1
                    continue  # it arrived, but the candidate never heard of it
                if bad < 0.24:
                    twice = self.http.request(method, path, json=body)
                    assert twice.status_code == answer.status_code
                return answer

    def start(self) -> None:
        with ThreadPoolExecutor(2) as taps:  # a double tap
            both = list(taps.map(lambda _: self.ask("POST", f"/papers/{PAPER}/attempts").json()["attempt"], range(2)))
        self.attempt = both[0]
        assert both[0] == both[1]

    def change(self) -> None:
        """Answer some question, perhaps one answered before."""
        slot, item = self.chance.choice(self.questions)
        known = marking.samples(item)
        self.save(slot, self.chance.choice([known.right, known.wrong, None]))

    def save(self, slot: str, answer: Any) -> None:
        self.seq += 1
        body = {"answer": answer, "seq": self.seq, "device": "phone-1"}
        told = self.ask("PUT", f"/attempts/{self.attempt}/answers/{slot}", body)
        if told.status_code == httpx.codes.OK:
            self.kept[self.seq] = (slot, answer)
        else:
            self.refused[self.seq] = told.json()["code"]

    def old_change_comes_late(self) -> None:
        """A change held up in the network arrives after a newer one of the same question."""
        slot, answer = self.kept[self.seq]
        self.seq += 1
        late = {"answer": None, "seq": self.seq, "device": "phone-1"}
        self.save(slot, answer)
        told = self.ask("PUT", f"/attempts/{self.attempt}/answers/{slot}", late)
        assert (told.status_code, told.json()["code"]) == (409, "answer.stale")

    def hand_in(self) -> None:
        told = self.ask("POST", f"/attempts/{self.attempt}/submit", {"device": "phone-1"})
        assert told.json() == {"state": "submitted"}
        self.handed_in = True

    def standing(self) -> dict[str, Any]:
        """What must count: of each question the newest change that was acknowledged."""
        return {slot: answer for _, (slot, answer) in sorted(self.kept.items())}


@pytest.fixture
def crowd(house: Installation, server: str, clock: Clock) -> Iterator[list[Candidate]]:
    """A hundred technicians, each with a page open and a network of their own."""
    lines = [f"Z{number:04},考生{number},SH001,上海浦东店,维修技师,在职" for number in range(PEOPLE)]
    enrol.apply(house, "r.csv", (HEAD + "\n".join(lines)).encode(), "HR")
    numbers = {line["employee_no"]: line["person"] for line in people.everybody(house.store)}
    everybody = [numbers[f"Z{number:04}"] for number in range(PEOPLE)]
    grants = [admit.issue(house, person, "sit", {})[0] for person in everybody]
    clients = [
        httpx.Client(base_url=server, headers={"Authorization": f"Bearer {grant}"}, trust_env=False, timeout=30)
        for grant in grants
    ]
    yield [Candidate(c, p, random.Random(SEED + n)) for n, (c, p) in enumerate(zip(clients, everybody, strict=True))]
    for client in clients:
        client.close()


def together(crowd: list[Candidate], what: Any) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(what, crowd))


def test_a_hundred_candidates_lose_no_answer_and_none_counts_twice(
    house: Installation, crowd: list[Candidate], clock: Clock
) -> None:
    together(crowd, Candidate.start)
    for one in crowd:
        row = attempts.one(house.store, one.attempt)
        assert row
        one.questions = [(q.slot, item) for q, item in sit.questions(house, row)]

    def works(one: Candidate) -> None:
        for _ in range(CHANGES):
            one.change()
        one.old_change_comes_late()

    together(crowd, works)
    early, last_second, grace, too_late = crowd[:50], crowd[50:65], crowd[65:80], crowd[80:]
    together(early, Candidate.hand_in)
    for group, seconds in ((last_second, 39 * 60 + 59), (grace, 30), (too_late, 2)):
        clock.forward(seconds=seconds)
        for one in group:  # their grants are renewed by the page as long as it is open
            admit.renew(house, one.person, one.http.headers["Authorization"].partition(" ")[2])
        together(group, Candidate.change)
    clock.forward(seconds=20)
    assert set(sit.expire(house)) == {one.attempt for one in crowd if not one.handed_in}

    the_store_knows_all_of_it(house, crowd)
    assert all(set(one.refused.values()) == {"attempt.late"} for one in too_late)
    assert not any(one.refused for one in [*early, *last_second, *grace])
    assert sum(one.drops for one in crowd) > PEOPLE, "the network was bad indeed"


def the_store_knows_all_of_it(house: Installation, crowd: list[Candidate]) -> None:
    rows = attempts.of(house.store)
    steps = attempts.steps_of(house.store, [one.attempt for one in crowd])
    for one in crowd:
        (row,) = rows[one.person]  # a double tap is one attempt
        assert row["id"] == one.attempt
        written = [step for step in steps[one.attempt] if step["kind"] == "answer"]
        by_seq = {step["seq"]: (step["slot"], step["answer"]) for step in written}
        assert len(by_seq) == len(written), "no change is kept twice"
        assert by_seq == one.kept, "what was acknowledged is there, what was refused is not, and nothing else"
        standing = {slot: step["answer"] for slot, step in attempts.answers(house.store, one.attempt).items()}
        assert standing == one.standing()
        ends = [step["kind"] for step in steps[one.attempt] if step["kind"] in ("submit", "expire")]
        assert ends == ["submit" if one.handed_in else "expire"]
        assert row["state"] == ("submitted" if one.handed_in else "expired")
        for step in written:
            assert step["late"] == (step["at"] > row["at"] + timedelta(minutes=40))
    (count,) = house.store.rows(select(func.count().label("n")).select_from(tables.attempt))
    assert count["n"] == PEOPLE
    assert house.store.verify() == []
