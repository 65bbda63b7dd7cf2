"""A log-in nobody uses ends."""

from sqm_training.hub.sessions import Sessions


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_used_log_in_lives_and_an_idle_one_ends_for_good() -> None:
    clock = Clock()
    sessions = Sessions(idle_seconds=1800, clock=clock)
    sessions.begin("phone")
    for clock.now in (1000, 2700, 4400):
        assert sessions.alive("phone")
    clock.now = 6200
    assert not sessions.alive("phone")
    clock.now = 6201
    assert not sessions.alive("phone")


def test_an_unknown_log_in_begins_anew_so_that_a_restart_logs_nobody_out() -> None:
    assert Sessions().alive("from before the restart")


def test_forgotten_log_ins_do_not_pile_up() -> None:
    clock = Clock()
    sessions = Sessions(idle_seconds=10, clock=clock)
    for number in range(5000):
        clock.now = number
        sessions.begin(str(number))
    assert len(sessions._seen) <= 481
