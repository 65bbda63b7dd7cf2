"""Files of an installation written whole or not at all, with the rights they had."""

import secrets
import shutil
from pathlib import Path


def put(path: Path, words: str) -> None:
    """Write a file; whoever reads it meanwhile sees the old one or the new one."""
    aside = path.with_name(f".{path.stem}.{secrets.token_hex(4)}")
    try:
        aside.write_text(words, encoding="utf-8")
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
