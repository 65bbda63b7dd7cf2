"""The words of the door's pages, always in both languages: the browser shows one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from sqm_training.errors import Refused
from sqm_training.locale import text


def both(key: str, **params: Any) -> Markup:
    """The text of a key of the section `login` in both languages; the style sheet hides one."""
    zh, en = (escape(text(f"login.{key}", language, **params)) for language in ("zh", "en"))
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(zh, en)


def title(key: str) -> Markup:
    """The title of a page where HTML wants plain text: the script shows one of the two."""
    zh, en = (text("login.title_line", language, page=text(f"login.{key}", language)) for language in ("zh", "en"))
    return Markup('data-zh="{}" data-en="{}"').format(zh, en)


def refused(refusal: Refused) -> Markup:
    """Why something was refused, in words."""
    return both(refusal.code.removeprefix("login."), **refusal.params)


def words() -> dict[str, Callable[[Any], Any]]:
    """For the templates. The Hub calls each value with the user, so the functions stand behind one more."""
    offered: dict[str, Callable[..., Markup]] = {"both": both, "title": title, "refused": refused}
    return {name: partial(_regardless, function) for name, function in offered.items()}


def _regardless(function: Callable[..., Markup], _user: Any) -> Callable[..., Markup]:
    return function
