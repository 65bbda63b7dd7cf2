"""Pictures of banks and lessons: they lie in `img/` and do nothing but be seen."""

import base64
import hashlib
import tempfile
from pathlib import Path

from sqm_training.domain import drawing
from sqm_training.domain.drawing import BEGINS, MEDIA
from sqm_training.errors import Fault, Faults

LARGEST = 1_000_000  # bytes of a picture that is uploaded
_SAFE: set[tuple[str, bytes]] = set()  # digests of pictures that were found to be safe


def faults(folder: Path, file: str, where: str, row: int | None) -> list[Fault]:
    """What is wrong with a picture of a folder that is named in `where`. Pictures lie in `img/`."""
    path, kind = folder / file, Path(file).suffix.lower()
    if not path.resolve().is_relative_to((folder / "img").resolve()) or not path.is_file():
        return [Fault(where, "content.picture.missing", row, params={"picture": file})]
    if kind not in MEDIA:
        return [Fault(where, "content.picture.kind", row, params={"picture": file})]
    if not is_safe(path):
        return [Fault(where, "content.picture.unsafe", row, params={"picture": file})]
    return []


def is_safe(path: Path) -> bool:
    """A picture that is what its name says and does nothing but be seen."""
    return _is_safe(path.suffix.lower(), path.read_bytes())


def _is_safe(kind: str, data: bytes) -> bool:
    seen = (kind, hashlib.sha256(data).digest())
    if seen not in _SAFE and drawing.is_safe(kind, data):
        _SAFE.add(seen)
    return seen in _SAFE


def kept(folder: Path, data: bytes) -> str:
    """Put a picture into a folder under a name made of what it shows, and return the name. Raises Faults."""
    kind = next((kind for kind, begin in BEGINS.items() if data.startswith(begin)), ".svg")
    wrong = "too_large" if len(data) > LARGEST else "" if drawing.is_safe(kind, data) else "unsafe"
    if wrong:
        raise Faults([Fault("", f"content.picture.{wrong}", params={"picture": ""})])
    name = f"img/{hashlib.sha256(data).hexdigest()[:20]}{kind}"
    if not (folder / name).exists():
        (folder / "img").mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder / "img", prefix=".", delete=False) as aside:
            aside.write(data)
        Path(aside.name).rename(folder / name)
    return name


def data_uri(path: Path) -> str:
    """The picture as a data URI, so that showing it needs no second request. Raises Faults if it is not safe."""
    kind, data = path.suffix.lower(), path.read_bytes()
    if not _is_safe(kind, data):
        raise Faults([Fault(path.name, "content.picture.unsafe", params={"picture": path.name})])
    return f"data:{MEDIA[kind]};base64,{base64.b64encode(data).decode()}"
