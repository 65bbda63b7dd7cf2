"""Every item, paper and practical in the repository proves itself."""

import json
from collections import Counter

import pytest

from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.item import BY_HAND, ITEM, Item
from sqm_training.domain.marking import InvalidAnswer, check, fraction, samples
from sqm_training.domain.paper import PaperVersion, draw
from sqm_training.domain.shown import practice_question, public_view
from tests.shipped.content import blueprints, checklists, course_names, items, post_ids, the_map
from tests.shipped.content import course as shipped_course

CHINESE = range(0x4E00, 0xA000)


def lessons() -> set[str]:
    return {f"{name}/{lesson.id}" for name in course_names() for lesson in shipped_course(name).lessons}


def texts(value: object) -> list[dict[str, str]]:
    """Every text of an item, however deep."""
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            return [value]
        return [text for part in value.values() for text in texts(part)]
    return [text for part in value for text in texts(part)] if isinstance(value, list) else []


def faults(wrong: dict[str, str]) -> str:
    return "\n".join(f"{name}: {what}" for name, what in wrong.items())


def test_there_are_banks_and_they_are_without_fault() -> None:
    assert {item.use for item in items()} == {"exam", "practice"}


def test_every_item_tells_right_from_wrong_and_refuses_nonsense() -> None:
    wrong = {item.id: what for item in items() if (what := _unproven(item))}
    assert not wrong, faults(wrong)


def _unproven(item: Item) -> str:
    item = item.variant(item.values(0))
    proof = samples(item)
    best, worst = fraction(item, proof.right), fraction(item, proof.wrong)
    if best != (None if item.kind in BY_HAND else 1.0):
        return f"the right answer {proof.right!r} is worth {best}"
    if item.kind != "code" and (worst is None or worst >= 1.0):
        return f"the wrong answer {proof.wrong!r} is worth {worst}"
    try:
        check(item, proof.invalid)
    except InvalidAnswer:
        return ""
    return f"the nonsense {proof.invalid!r} is accepted"


def test_no_browser_is_told_a_key_or_a_reason() -> None:
    for pattern in items():
        asked = practice_question(pattern)
        item = pattern.variant(asked.parameters)
        shown = json.dumps(public_view(asked, item, {}), ensure_ascii=False)
        reasons = texts(ITEM.dump_python(item, mode="json")["why"])
        assert not any(reason["zh"] in shown or reason["en"] in shown for reason in reasons), item.id
        assert not any(word in shown for word in ('"key":', '"why":', '"rubric":', '"regions":', '"tolerance":')), (
            item.id
        )


def test_ids_of_options_do_not_give_the_order_away() -> None:
    told = [item.id for item in items() if item.kind == "order" and list(item.key) == sorted(item.key)]
    told += [item.id for item in items() if item.kind == "match" and _aligned(item.key)]
    assert told == []


def _aligned(key: dict[str, str]) -> bool:
    return [key[left] for left in sorted(key)] == sorted(key.values())


def test_no_letter_is_a_safe_guess_among_single_choices() -> None:
    keys = Counter(item.key for item in items() if item.kind == "single")
    assert max(keys.values()) <= 0.5 * sum(keys.values())


def test_the_longest_option_is_not_the_right_one_most_of_the_time() -> None:
    singles = [item for item in items() if item.kind == "single"]
    longest = [max(item.options, key=lambda option: len(option.text.zh)).id == item.key for item in singles]
    assert sum(longest) <= 0.5 * len(longest), f"{sum(longest)} of {len(longest)}"


def test_chinese_is_chinese_and_english_is_not() -> None:
    mixed = {
        item.id: text["en"]
        for item in items()
        for text in texts(ITEM.dump_python(item, mode="json"))
        if any(ord(letter) in CHINESE for letter in text["en"])
    }
    assert not mixed, faults(mixed)


def test_every_choice_says_why_it_is_right_or_wrong() -> None:
    silent = [
        item.id
        for item in items()
        if item.kind in ("single", "multiple") and not all(option.why for option in item.options)
    ]
    assert silent == []


def test_lessons_to_go_back_to_exist() -> None:
    gone = {item.id: item.lesson or "" for item in items() if item.lesson and item.lesson not in lessons()}
    assert not gone, faults(gone)


def live() -> list[Blueprint]:
    return [blueprint for blueprint in blueprints() if blueprint.status == "live"]


def test_there_are_live_papers_and_every_one_can_be_drawn() -> None:
    assert live()
    for blueprint in live():
        paper = PaperVersion.assemble(blueprint, 1, items())
        for seed in range(25):
            assert len(draw(paper, seed).questions) == len(paper.slots)


@pytest.mark.parametrize("attempts", [2])
def test_a_second_attempt_is_not_the_first_again(attempts: int) -> None:
    for blueprint in live():
        paper = PaperVersion.assemble(blueprint, 1, items())
        drawn = [{question.item for question in draw(paper, seed).questions} for seed in range(attempts)]
        assert drawn[0] != drawn[1]


def test_no_item_is_both_practice_and_live() -> None:
    practice = {item.prompt.zh for item in items() if item.use == "practice"}
    assert [item.id for item in items() if item.use == "exam" and item.prompt.zh in practice] == []


def test_practicals_are_for_posts_and_competencies_there_are() -> None:
    for practical in checklists():
        assert practical.post in post_ids()
        assert set(practical.competencies) <= set(the_map())


def test_every_practical_has_a_step_that_must_not_be_broken_and_says_so() -> None:
    assert checklists()
    for practical in checklists():
        assert any(step.veto for step in practical.steps), practical.id
        for step in practical.steps:
            assert step.veto == ("否决" in step.look_for.zh) == ("veto" in step.look_for.en), (practical.id, step.id)


def test_a_practical_is_short_enough_to_watch_and_worth_a_hundred_points() -> None:
    papers = {paper.id: {one for part in paper.slices for one in part.competencies} for paper in blueprints()}
    for practical in checklists():
        assert 8 <= len(practical.steps) <= 12, practical.id
        assert sum(step.points for step in practical.steps) == 100, practical.id
        assert set(practical.competencies) <= papers[practical.id], practical.id
        assert "分钟" in practical.intro.zh, practical.id
        assert "minutes" in practical.intro.en, practical.id
