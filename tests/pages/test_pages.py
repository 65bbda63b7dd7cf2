"""Opening pages: grants, refusals, languages, menus."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pages.running import Service, start
from pages.town import PEOPLE, Town


@pytest.fixture
def learner(service: Service) -> httpx.Client:
    return service.visitor("p-li")


def card(page: httpx.Response) -> dict[str, object]:
    found = re.search(r'id="sqm-page">(.*?)</script>', page.text)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


def test_a_page_carries_its_visitors_grant(service: Service, learner: httpx.Client) -> None:
    told = card(learner.get("home", params={"course": "5s", "evil": "1", "person": "<b>"}))
    assert told["page"] == "home"
    assert told["params"] == {"course": "5s"}
    assert told["person"] == {"id": "p-li", "name": "李娜", "employee_no": "A001", "roles": ["learner"]}
    assert service.town.grants[str(told["grant"])]["person"] == "p-li"


def test_each_opening_has_a_grant_and_a_kernel_of_its_own(learner: httpx.Client) -> None:
    one, other = learner.get("home"), learner.get("home")
    assert card(one)["grant"] != card(other)["grant"]
    address = re.compile(r"api/kernels/[\w-]+")
    assert address.findall(one.text) != address.findall(other.text)


def test_the_menu_is_the_persons_own(service: Service, learner: httpx.Client) -> None:
    for client in (learner, service.visitor("p-wang")):
        page = client.get("home").text
        person = card(client.get("home"))["person"]
        pages = PEOPLE[person["id"]]["pages"]  # type: ignore[index]
        menu = page[page.index("<nav") : page.index("</nav>")]
        named = re.findall(r'href="/services/pages/(\w+)"', menu)
        assert list(dict.fromkeys(named)) == pages  # a phone has some of them a second time, behind "more"
        assert '<a href="/services/pages/home" aria-current="page">' in menu


def test_a_page_speaks_its_visitors_language(service: Service, learner: httpx.Client) -> None:
    assert '<html lang="zh-CN">' in learner.get("home").text
    assert '<html lang="en">' in service.visitor("p-wang").get("home").text


def test_the_frame_says_everything_in_both_languages(learner: httpx.Client) -> None:
    page = learner.get("home").text
    assert len(re.findall(r'<span lang="zh-CN"', page)) == len(re.findall(r'<span lang="en"', page)) > 5


def test_the_first_piece_comes_before_the_kernel_is_there(service: Service, learner: httpx.Client) -> None:
    with learner.stream("GET", "slow") as answer:
        begun = time.monotonic()
        first = next(answer.iter_text())
        assert "sqm-header" in first
        assert time.monotonic() - begun < 1.5
    assert service.url


def test_a_cell_that_fails_shows_a_word_of_regret_and_no_traceback(learner: httpx.Client) -> None:
    page = learner.get("broken").text
    assert "请重新加载页面" in page
    assert "ZeroDivisionError" not in page
    assert "Traceback" not in page
    assert page.rstrip().endswith("</html>")


def test_what_a_cell_prints_is_never_markup(learner: httpx.Client) -> None:
    page = learner.get("markup").text
    assert "<script>alert" not in page
    assert "<b>display" not in page
    assert "&lt;script&gt;alert" in page


def test_unknown_pages_are_kindly_not_found(learner: httpx.Client) -> None:
    answer = learner.get("nosuchpage")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert "There is no such page" in answer.text


def test_a_page_that_is_not_ones_own_is_kindly_refused(service: Service, learner: httpx.Client) -> None:
    service.town.denied = True
    try:
        answer = learner.get("home")
    finally:
        service.town.denied = False
    assert answer.status_code == 403
    assert "您没有权限打开此页面" in answer.text
    assert "http-equiv" not in answer.text


def test_a_person_who_logged_out_is_sent_to_the_door(service: Service, learner: httpx.Client) -> None:
    learner.get("home")
    service.town.logged_out.add("p-li")
    try:
        until = time.monotonic() + 40
        while learner.get("home", follow_redirects=False).status_code == 200:
            assert time.monotonic() < until, "a log-out takes effect within a minute"
            time.sleep(1)
        assert "hub/api/oauth2/authorize" in learner.get("home", follow_redirects=False).headers["Location"]
    finally:
        service.town.logged_out.clear()


# ---------------------------------------------------------------- when others are away


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[Service]:
    """A service of its own, for tests that take things away."""
    town = Town()
    running = start(tmp_path, town)
    yield running
    if running.process.poll() is None:
        running.stop()
    town.close()


def test_without_records_a_page_says_so_and_tries_again(lonely: Service) -> None:
    client = lonely.visitor()
    lonely.town.records_away = True
    answer = client.get("home")
    assert answer.status_code == 503
    assert 'http-equiv="refresh"' in answer.text
    assert "系统正在启动或维护" in answer.text
    lonely.town.records_away = False
    assert client.get("home").status_code == 200


def test_without_the_hub_a_page_says_so_and_tries_again(lonely: Service) -> None:
    client = lonely.visitor()
    lonely.town.hub_away = True
    time.sleep(0.1)
    answer = httpx.get(lonely.url + "home", cookies=client.cookies, timeout=30, trust_env=False)
    assert answer.status_code in (200, 500, 502, 503)
    if answer.status_code != 200:
        assert 'http-equiv="refresh"' in answer.text


def test_a_restart_asks_nobody_to_log_in_again(lonely: Service) -> None:
    client = lonely.visitor()
    assert client.get("home").status_code == 200
    asked = len(lonely.town.asked_for("/hub/api/oauth2/authorize"))
    again = lonely.restart()
    try:
        assert client.get("home").status_code == 200
        assert len(lonely.town.asked_for("/hub/api/oauth2/authorize")) == asked
        body = json.dumps({"grant": "old", "page": "home", "params": {}})
        assert client.post("grant", content=body, headers={"X-XSRFToken": client.cookies["_xsrf"]}).status_code == 200
    finally:
        again.stop()


def test_a_page_without_a_kernel_says_so_and_is_whole(lonely: Service) -> None:
    client = lonely.visitor()
    client.get("home")
    log = (lonely.state / "pages.log").read_text()
    found = re.search(r"Storing connection files in (\S+?)\.\n", log)
    assert found
    shutil.rmtree(found[1])
    page = client.get("home")
    assert page.status_code == 200
    assert "请重新加载页面" in page.text
    assert page.text.rstrip().endswith("</html>")


def test_the_service_stops_at_once_with_all_its_kernels(lonely: Service) -> None:
    client = lonely.visitor()
    for _ in range(3):
        client.get("home")
    begun = time.monotonic()
    lonely.stop()
    assert time.monotonic() - begun < 5


# ---------------------------------------------------------------- letting kernels go


def alive(client: httpx.Client, page: httpx.Response) -> bool:
    found = re.search(r"api/kernels/[\w-]+", page.text)
    assert found
    return client.get(found[0]).status_code == 200


def wait_until_gone(client: httpx.Client, page: httpx.Response, seconds: float) -> float:
    begun = time.monotonic()
    while alive(client, page):
        assert time.monotonic() - begun < seconds
        time.sleep(0.2)
    return time.monotonic() - begun


def test_a_kernel_nobody_looks_at_is_let_go(tmp_path: Path) -> None:
    town = Town()
    running = start(tmp_path, town, "--Pages.alone=4", "--Pages.look=1")
    try:
        client = running.visitor()
        page = client.get("home")
        assert alive(client, page)
        wait_until_gone(client, page, 10)
    finally:
        running.stop()
        town.close()


def test_a_kernel_that_is_looked_at_stays_until_it_is_idle(tmp_path: Path) -> None:
    from pages.talk import Talk, message

    town = Town()
    running = start(tmp_path, town, "--Pages.alone=4", "--Pages.idle=9", "--Pages.look=1")
    try:
        client = running.visitor()
        page = client.get("home")
        found = re.search(r"api/kernels/([\w-]+)", page.text)
        assert found
        talk = Talk(client, found[1])
        talk.answer_to(talk.say(message("kernel_info_request", {})))
        time.sleep(6)
        assert alive(client, page)
        wait_until_gone(client, page, 20)
        states = []
        while (one := talk.hear()) is not None:
            states.append(one["content"].get("execution_state"))
        assert states[-1:] != ["starting"]
    finally:
        running.stop()
        town.close()


def test_one_person_has_only_so_many_kernels(service: Service) -> None:
    client = service.visitor("p-wang")
    pages = [client.get("home") for _ in range(10)]
    assert [alive(client, page) for page in pages] == [False] * 2 + [True] * 8


def test_in_a_full_house_visitors_are_asked_to_wait(tmp_path: Path) -> None:
    town = Town()
    running = start(tmp_path, town, "--Pages.most=1")
    try:
        first, second = running.visitor("p-li"), running.visitor("p-wang")
        page = first.get("home")
        answer = second.get("home")
        assert answer.status_code == 503
        assert 'http-equiv="refresh"' in answer.text
        found = re.search(r"api/kernels/[\w-]+", page.text)
        assert found
        first.delete(found[0], headers={"X-XSRFToken": first.cookies["_xsrf"]})
        assert second.get("home").status_code == 200
    finally:
        running.stop()
        town.close()


def test_a_kernel_that_dies_is_gone_and_not_restarted(service: Service, learner: httpx.Client) -> None:
    page = learner.get("dying")
    wait_until_gone(learner, page, 15)
    assert service.url
