"""What of the curriculum map is taught, practised and assessed, and where it has holes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqm_training.domain.competency import Competency
from sqm_training.domain.course import Course, Exercise, Lesson
from sqm_training.domain.item import Item
from sqm_training.domain.post import Post

LEAST_ITEMS = 6  # of a competency, both uses together
EVERYBODY = "ALL"
ASKED = ("live", "pilot")


@dataclass(frozen=True)
class Coverage:
    """One competency: the lessons that teach it, what is done there, the items that ask for it."""

    competency: Competency
    lessons: tuple[str, ...]  # course/lesson
    exercises: tuple[str, ...]  # kinds of exercise in those lessons
    practice: int
    exam: int
    judgement: int  # of all its items, those that ask what to do in a situation
    untaught: tuple[str, ...]  # posts of its roles for whom no course that teaches it is meant

    @property
    def holes(self) -> tuple[str, ...]:
        """Codes of what is missing (`curriculum.hole.<code>`)."""
        wanting = {
            "lesson": not self.lessons,
            "exercise": not self.exercises,
            "practice": not self.practice,
            "items": self.practice + self.exam < LEAST_ITEMS,
            "exam": self.exam < max(LEAST_ITEMS / 2, self.practice),  # at least half are for papers
            "posts": bool(self.untaught),
        }
        return tuple(code for code, is_so in wanting.items() if is_so)


def coverage(
    competencies: Iterable[Competency], courses: Collection[Course], items: Collection[Item], posts: Mapping[str, Post]
) -> list[Coverage]:
    """A row for each competency, in the order of the map."""
    return [_row(one, courses, items, posts) for one in competencies]


def _row(
    competency: Competency, courses: Collection[Course], items: Collection[Item], posts: Mapping[str, Post]
) -> Coverage:
    taught = [
        (course, lesson) for course in courses for lesson in course.lessons if competency.id in lesson.competencies
    ]
    asked = [item for item in items if item.competency == competency.id and item.status in ASKED]
    reached = {post for course, _ in taught for post in course.audience}
    uses = [item.use for item in asked]
    return Coverage(
        competency=competency,
        lessons=tuple(f"{course.id}/{lesson.id}" for course, lesson in taught),
        exercises=tuple(sorted({kind for _, lesson in taught for kind in _exercises(lesson)})),
        practice=uses.count("practice"),
        exam=uses.count("exam"),
        judgement=sum(item.asks == "judgement" for item in asked),
        untaught=tuple(key for key, post in posts.items() if _concerns(competency, post) and key not in reached),
    )


def _concerns(competency: Competency, post: Post) -> bool:
    """Whether somebody in this post needs the competency."""
    return bool(post.roles) and (EVERYBODY in competency.roles or not {*post.roles}.isdisjoint(competency.roles))


def _exercises(lesson: Lesson) -> list[str]:
    return [str(block.spec.get("kind")) for block in lesson.blocks if isinstance(block, Exercise)]
