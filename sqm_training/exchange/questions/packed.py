"""Zip files of strangers: looked at before anything is unpacked, and never onto the disk."""

import io
import lzma
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

MOST_FILES = 20_000
LARGEST_FILE = 50_000_000  # bytes of one file, unpacked
LARGEST_WHOLE = 300_000_000
STEEPEST = 200  # times a file may grow by being unpacked; pictures and XML of banks stay far below
SMALL = 1_000_000  # files below this may be as steep as they like
BROKEN = (  # what the library raises when it meets a file that is not sound
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, IndexError, KeyError, OverflowError,
)  # fmt: skip
OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0")


class Rejected(Exception):
    """Nothing of this package is read; `code` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Package:
    """The files of a package by their path in it."""

    _zip: zipfile.ZipFile
    names: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """One file. Raises Rejected where it is not what its entry says."""
        try:
            with self._zip.open(name) as file:
                data = file.read(LARGEST_FILE + 1)
        except BROKEN as wrong:
            raise Rejected("zip_broken", file=name) from wrong
        if len(data) > LARGEST_FILE:
            raise Rejected("zip_bomb", file=name)
        return data

    def near(self, place: str, path: str) -> str | None:
        """The name of what `path` means in the file at `place`; nothing outside the package has one."""
        here = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
        if here in self.names:
            return here
        folded = here.casefold()
        return next((name for name in self.names if name.casefold() == folded), None)


def opened(data: bytes) -> Package:
    """A package whose every entry has been looked at. Raises Rejected."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
        entries = packed.infolist()
    except BROKEN as wrong:
        raise Rejected("zip_broken", file="") from wrong
    if len(entries) > MOST_FILES:
        raise Rejected("zip_many", limit=MOST_FILES)
    for entry in entries:
        _look_at(entry)
    if sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        raise Rejected("zip_bomb", file="")
    return Package(packed, tuple(dict.fromkeys(entry.filename for entry in entries if not entry.is_dir())))


def _look_at(entry: zipfile.ZipInfo) -> None:
    if OUTSIDE.search(entry.filename) or OUTSIDE.search(entry.orig_filename):
        raise Rejected("zip_outside", file=entry.filename[:80])
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Rejected("zip_link", file=entry.filename[:80])
    if entry.flag_bits & 1:
        raise Rejected("zip_locked", file=entry.filename[:80])
    steep = entry.file_size > SMALL and entry.file_size > STEEPEST * max(entry.compress_size, 1)
    if entry.file_size > LARGEST_FILE or steep:
        raise Rejected("zip_bomb", file=entry.filename[:80])
