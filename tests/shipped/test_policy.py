"""The policy files in the repository fit each other, the courses and the papers."""

from sqm_training.content import policy
from tests.shipped.content import POLICY, blueprints, checklists, course_names, post_ids, the_map

SEES_OTHERS = (
    "see_people", "see_reviews", "see_sittings", "mark", "observe", "import_people", "import_kpis", "issue_codes",
)  # fmt: skip
CHANGES = ("mark", "observe", "assign", "invigilate", "author", "import_people", "import_kpis", "issue_codes")


def test_certificates_ask_for_what_there_is() -> None:
    papers = {paper.id: (paper.post, paper.grade) for paper in blueprints()}
    practicals = {one.id: (one.post, one.grade) for one in checklists()}
    for rule in policy.certification(POLICY):
        assert rule.post in post_ids()
        assert set(rule.courses) <= set(course_names())
        assert rule.paper is None or papers[rule.paper] == rule.rung
        assert rule.practical is None or practicals[rule.practical] == rule.rung


def test_grades_are_rungs_of_their_posts_ladder() -> None:
    posts = policy.posts(POLICY)
    for rule in policy.certification(POLICY):
        assert rule.grade in posts[rule.post].grades
        assert all(
            posts[rule.post].grades.index(one) < posts[rule.post].grades.index(rule.grade) for one in rule.prerequisites
        )
    for post in posts.values():
        assert set(post.requires) <= set(post.grades)


def test_posts_ask_for_levels_there_are_of_competencies_there_are() -> None:
    for post in policy.posts(POLICY).values():
        for requirement in post.requires.values():
            assert set(requirement.competencies) <= set(the_map())
            assert all(0 <= level <= 4 for level in requirement.competencies.values())


def test_reviews_weigh_kpis_there_are_for_posts_there_are() -> None:
    kpis = policy.kpis(POLICY)
    for review in policy.review(POLICY).values():
        assert review.post in post_ids()
        assert set(review.kpis) <= set(kpis)


def test_a_course_page_can_do_nothing_but_the_visitors_own_learning() -> None:
    matrix = policy.access(POLICY)
    for page in ("course", "preview"):
        assert not set(matrix.pages[page]) & {*SEES_OTHERS, *CHANGES, "sit"}


def test_an_auditor_changes_nothing_and_an_administrator_sees_no_marks_or_reviews() -> None:
    roles = policy.access(POLICY).roles
    assert not set(roles["auditor"]) & set(CHANGES)
    assert not set(roles["administrator"]) & {"mark", "see_reviews"}


def test_a_manager_and_a_trainer_reach_their_own_stores_only() -> None:
    roles = policy.access(POLICY).roles
    for role in ("manager", "trainer", "assessor", "approver"):
        assert {roles[role].get(verb) for verb in SEES_OTHERS} <= {None, "stores"}
