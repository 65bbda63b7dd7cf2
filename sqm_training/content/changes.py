"""What differs between two drafts of an item, place by place."""

from collections.abc import Iterator, Mapping
from typing import Any

Change = dict[str, Any]  # place, before, after


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every difference. Options and the like are told apart by their ids, so that a place is `options.b.text.en`."""
    return list(_between("", before, after))


def _between(place: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if _known(before) and _known(after):
        ones, others = _by_id(before), _by_id(after)
        yield from _between(place, ones, others)
        kept = [key for key in ones if key in others]
        if kept != [key for key in others if key in ones]:
            yield {"place": place, "before": list(ones), "after": list(others), "order": True}
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _between(f"{place}.{key}".lstrip("."), before.get(key), after.get(key))
    else:
        yield {"place": place, "before": before, "after": after}


def _known(part: Any) -> bool:
    """A list whose members have ids."""
    listed = isinstance(part, list | tuple) and bool(part)
    return listed and all(isinstance(one, Mapping) and one.get("id") for one in part)


def _by_id(part: Any) -> dict[str, Any]:
    return {one["id"]: one for one in part}
