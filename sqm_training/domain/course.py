"""A course: lessons of steps, a step being one screen of a phone."""

from typing import Annotated, Any, Literal

from pydantic import Field

from sqm_training.domain.text import Frozen, Text


class Prose(Frozen):
    """Markdown in both languages. With `posts` an example for these; `title` then names it for everybody else."""

    kind: Literal["prose"] = "prose"
    text: Text
    posts: tuple[str, ...] = ()
    title: Text | None = None


class Figure(Frozen):
    """A picture drawn for the lesson, `file` below the course's folder."""

    kind: Literal["figure"] = "figure"
    file: str
    alt: Text
    caption: Text | None = None


class Exercise(Frozen):
    """Something to do. Its answers may be in `spec`: it counts as practice only."""

    kind: Literal["exercise"] = "exercise"
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    spec: dict[str, Any]


class Check(Frozen):
    """A self-check on practice items."""

    kind: Literal["check"] = "check"
    items: tuple[str, ...] = Field(min_length=1)


class Code(Frozen):
    """Code a lesson runs in its own kernel."""

    kind: Literal["code"] = "code"
    source: str


Block = Annotated[Prose | Figure | Exercise | Check | Code, Field(discriminator="kind")]


class Step(Frozen):
    blocks: tuple[Block, ...] = Field(min_length=1)


LessonId = Annotated[str, Field(pattern=r"^\d\d-[a-z0-9-]+$", max_length=60)]


class LessonHead(Frozen):
    """What stands above a lesson."""

    title: Text
    minutes: int = Field(ge=1, le=40)
    competencies: tuple[str, ...] = Field(min_length=1)
    goal: Text


class Lesson(LessonHead):
    id: LessonId
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for step in self.steps for block in step.blocks)


class CourseHead(Frozen):
    """What a course says of itself before its lessons."""

    id: str = Field(pattern=r"^[a-z0-9-]+$", max_length=40)
    title: Text
    summary: Text
    minutes: int = Field(ge=1)
    picture: str | None = None  # for its card in the list of courses
    audience: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()


class Course(CourseHead):
    lessons: tuple[Lesson, ...] = Field(min_length=1)


class LearningPath(Frozen):
    """The courses a grade of a post adds to those of the grades below it, in the order they are best taken."""

    post: str
    grade: str = ""  # of a post without grades
    courses: tuple[str, ...] = Field(min_length=1)

    @property
    def rung(self) -> tuple[str, str]:
        return self.post, self.grade
