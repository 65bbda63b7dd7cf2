"""What each process is told, and what it is not."""

import pytest

from sqm_training.hub import launch
from sqm_training.settings import Settings


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(tmp_path, 8000)


@pytest.mark.parametrize("name", launch.PROCESSES)
def test_a_process_knows_its_own_secrets_only(settings: Settings, name: str) -> None:
    own = {"proxy": {"proxy-token"}, "pages": {"pages-token"}, "records": {"records-token"}}
    told = set(launch.environment(name, settings).values())
    for secret in ("proxy-token", "pages-token", "records-token", "hub-records", "hub-cookie"):
        assert (settings.secret(secret) in told) == (secret in own.get(name, set())), secret


def test_an_environment_file_saves_a_process_the_secrets_folder(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SQM_STATE", str(settings.state))
    assert launch.main(["pages", "--environment"]) == 0
    printed = capsys.readouterr().out
    assert f"JUPYTERHUB_API_TOKEN='{settings.secret('pages-token')}'" in printed
    assert "SQM_TOLD='pages'" in printed


def test_the_page_for_quiet_times_needs_nothing_else(settings: Settings) -> None:
    launch.write_error_pages(settings)
    page = (settings.state / "hub" / "errors" / "503.html").read_text()
    assert "系统正在启动或维护" in page
    assert "being maintained" in page
    assert "<!--" not in page
    assert 'src="' not in page
