"""Who may come in, and how long they stay."""

import time

import pytest

from tests.hub.house import PASSWORD, House, refusal


def test_a_person_logs_in_with_the_number_as_printed(house: House) -> None:
    house.at_home("00123")
    for typed in ("00123", "  00123 ", "００１２３"):
        answer = house.browser().log_in(typed)
        assert answer.headers["location"] == "/services/pages/home", typed


@pytest.mark.parametrize("typed", ["123", "a-7", "0123"])
def test_case_and_leading_zeros_are_part_of_the_number(house: House, typed: str) -> None:
    assert refusal(house.browser().log_in(typed)) == "login.unknown"


def test_an_unknown_number_and_a_wrong_password_look_the_same(house: House) -> None:
    house.at_home("A-7")
    wrong, unknown = house.browser().log_in("A-7", "wrong"), house.browser().log_in("A-8", "wrong")
    assert wrong.status_code == unknown.status_code == 403
    assert refusal(wrong) == refusal(unknown) == "login.unknown"


def test_after_five_wrong_passwords_the_right_one_is_refused_too(house: House) -> None:
    house.at_home("K77")
    for _ in range(5):
        assert refusal(house.browser().log_in("K77", "wrong")) == "login.unknown"
    answer = house.browser().log_in("K77")
    assert (answer.status_code, refusal(answer)) == (429, "login.locked")
    assert "请在 10 分钟后再试" in answer.text
    assert "try again in 10 min" in answer.text


def test_codes_cannot_be_guessed(house: House) -> None:
    answers = [refusal(house.browser().activate("HR1", f"GUESS{n}")) for n in range(6)]
    assert answers == ["login.code_wrong"] * 5 + ["login.locked"]


@pytest.mark.parametrize(
    ("password", "repeat", "reason"),
    [
        ("abc", "", "login.password_short"),
        ("密" * 25, "", "login.password_long"),
        ("password1", "", "login.password_common"),
        ("correct horse", "correct house", "login.password_differs"),
    ],
)
def test_a_poor_password_is_refused_and_the_code_stays_good(
    house: House, password: str, repeat: str, reason: str
) -> None:
    house.new_code("00123", "KEPT")
    answer = house.browser().activate("00123", "KEPT", password, repeat)
    assert refusal(answer) == reason
    assert 'value="KEPT"' in answer.text
    assert password not in answer.text
    assert house.read()["codes"]["00123 KEPT"] == "good"


def test_a_code_works_once_and_then_the_password_does(house: House) -> None:
    browser = house.browser()
    assert refusal(house.browser().log_in("N11")) == "login.unknown"
    assert refusal(browser.activate("N11", "OLD")) == "login.code_expired"
    assert refusal(browser.activate("N11", "NONE")) == "login.code_wrong"
    assert browser.activate("N11", " CODE ").headers["location"] == "/services/pages/home"
    assert browser.logged_in()
    assert refusal(house.browser().activate("N11", "CODE")) == "login.code_used"
    assert house.browser().log_in("N11").status_code == 302


@pytest.mark.parametrize("page", ["login", "activate"])
def test_a_form_that_outlived_its_token_says_so(house: House, page: str) -> None:
    browser = house.browser()
    answer = browser.post(f"/hub/{page}", data={"username": "00123", "password": "x", "_xsrf": "old"})
    if answer.is_redirect:
        answer = browser.get(answer.headers["location"])
    assert refusal(answer) == "login.stale"
    assert "页面打开时间过长" in answer.text


def test_a_new_password_ends_every_earlier_log_in(house: House) -> None:
    phone = house.at_home("A-7")
    house.new_code("A-7", "AGAIN")
    assert house.browser().activate("A-7", "AGAIN", "another good one").status_code == 302
    assert not phone.logged_in()
    assert refusal(house.browser().log_in("A-7", PASSWORD)) == "login.unknown"


def test_who_left_is_refused_and_a_running_log_in_ends(house: House) -> None:
    browser = house.at_home("L55")
    assert browser.logged_in()
    house.change("L55", left=True)
    time.sleep(1.1)
    assert not browser.logged_in()
    assert refusal(house.browser().log_in("L55")) == "login.left"


def test_a_planted_session_id_is_not_kept(house: House) -> None:
    house.at_home("00123")
    browser = house.browser()
    browser.cookies.set("jupyterhub-session-id", "planted", path="/")
    cookies = browser.log_in("00123").headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("jupyterhub-session-id="))
    assert "planted" not in session


def test_after_logging_out_no_copy_of_the_cookies_works(house: House) -> None:
    browser, thief = house.at_home("00123"), house.browser()
    thief.cookies.update(browser.cookies)
    assert browser.get("/hub/logout").headers["location"] == "/hub/login"
    assert not browser.logged_in()
    assert not thief.logged_in()


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    house.at_home("00123")
    cookies = house.browser().log_in("00123").headers.get_list("set-cookie")
    assert {cookie.split("=")[0] for cookie in cookies} >= {"jupyterhub-hub-login", "jupyterhub-session-id"}
    for cookie in cookies:
        assert "SameSite=Lax" in cookie
        assert "HttpOnly" in cookie or cookie.startswith("sqm-language=")


def test_a_page_learns_the_person_id_and_nothing_asks_for_confirmation(house: House) -> None:
    browser = house.at_home("00123")
    code = browser.authorize().headers["location"].split("code=")[1].split("&")[0]
    granted = browser.post(
        "/hub/api/oauth2/token",
        data={
            "client_id": "service-pages",
            "client_secret": house.settings.secret("pages-token"),
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": "/services/pages/oauth_callback",
        },
    ).json()
    token = {"Authorization": f"token {granted['access_token']}"}
    visitor = house.browser().get("/hub/api/user", headers=token).json()
    assert (visitor["name"], visitor["groups"]) == ("p-learner", [])
    browser.get("/hub/logout")
    assert house.browser().get("/hub/api/user", headers=token).status_code == 403


@pytest.mark.parametrize("number", ["00123", "HR1"])
def test_learners_and_hr_have_neither_servers_nor_tokens(house: House, number: str) -> None:
    table = house.read()
    person = table["people"][number]["person"]
    if number == "HR1":
        table["people"]["HR2"] = table["people"].pop("HR1")  # HR1 is locked by now
        house.write(table)
        number = "HR2"
    browser = house.at_home(number)
    assert browser.get("/hub/home").headers["location"] == "/services/pages/home"
    assert browser.get("/hub/spawn").status_code == 403
    pass_on = {"X-XSRFToken": browser.cookies.get("_xsrf", path="/hub/")}
    for what in ("server", "tokens"):
        assert browser.post(f"/hub/api/users/{person}/{what}", headers=pass_on).status_code == 403, what
    assert browser.get("/hub/api/users").status_code == 403


@pytest.mark.parametrize("page", ["signup", "authorize", "change-password", "admin", "token", "accept-share"])
def test_pages_of_the_library_are_closed(house: House, page: str) -> None:
    answer = house.at_home("00123").get(f"/hub/{page}")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert "JupyterHub" not in answer.text


def test_every_log_in_and_refusal_is_logged_without_passwords(house: House) -> None:
    house.at_home("00123")
    house.browser().log_in("00123", "a wrong secret")
    log = (house.settings.state / "logs" / "logins.log").read_text()
    for event in ("activated", "login", "logout", "refused", "ended"):
        assert f'"event": "{event}"' in log
    assert "a wrong secret" not in log
    assert PASSWORD not in log
