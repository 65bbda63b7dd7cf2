import base64
from pathlib import Path

import pytest

from sqm_training.content import pictures
from sqm_training.errors import Faults

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
GOOD = [
    f'{HEAD}><rect width="3" style="fill:#abc" class="a"/></svg>',
    f'{HEAD}><defs><path id="p" d="M0 0"/></defs><use href="#p"/><use xlink:href="#p"/></svg>',
    f'{HEAD}><g clip-path="url(#c)" fill="url(\'#f\')"><text>5号工位</text></g></svg>',
    f'{HEAD}><style>.a{{fill:red}}</style><image href="data:image/png;base64,AAAA"/></svg>',
]
BAD = [
    f"{HEAD}><script>alert(1)</script></svg>",
    f"{HEAD}><SCRIPT>alert(1)</SCRIPT></svg>",
    '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>alert(1)</s:script></s:svg>',
    f'{HEAD} onload="alert(1)"></svg>',
    f'{HEAD}><rect OnClick="alert(1)"/></svg>',
    f"{HEAD}><foreignObject><p>hi</p></foreignObject></svg>",
    f'{HEAD}><a href="https://x.cn"><rect/></a></svg>',
    f'{HEAD}><image href="https://x.cn/a.png"/></svg>',
    f'{HEAD}><image xlink:href="//x.cn/a.png"/></svg>',
    f'{HEAD}><image href="data:image/svg+xml;base64,AAAA"/></svg>',
    f'{HEAD}><image href="data:text/html,x"/></svg>',
    f'{HEAD}><use href="other.svg#p"/></svg>',
    f'{HEAD}><use href="&#106;avascript:alert(1)"/></svg>',
    f'{HEAD}><rect fill="url(https://x.cn/f#a)"/></svg>',
    f'{HEAD}><rect style="background:u\\72l(//x.cn)"/></svg>',
    f"{HEAD}><style>@import '//x.cn/a.css';</style></svg>",
    f"{HEAD}><style>rect{{fill:url(//x.cn/a)}}</style></svg>",
    f'{HEAD}><animate attributeName="href" to="javascript:alert(1)"/></svg>',
    f'{HEAD}><set attributeName="onload" to="alert(1)"/></svg>',
    f'{HEAD} xml:base="https://x.cn/"><use href="#p"/></svg>',
    f'<!DOCTYPE svg [<!ENTITY x "y">]>{HEAD}>&x;</svg>',
    f'<?xml-stylesheet href="https://x.cn/a.css"?>{HEAD}></svg>',
    '<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    f"{HEAD}><rect></svg>",
    "",
]


def drawing(folder: Path, content: str | bytes, name: str = "img/x.svg") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(folder: Path, file: str = "img/x.svg") -> list[str]:
    return [fault.code for fault in pictures.faults(folder, file, "bank.yaml", 3)]


@pytest.mark.parametrize("content", GOOD)
def test_a_drawing_that_only_draws_is_let_in(tmp_path: Path, content: str) -> None:
    path = drawing(tmp_path, content)
    assert codes(tmp_path) == []
    assert base64.b64decode(pictures.data_uri(path).removeprefix("data:image/svg+xml;base64,")) == content.encode()


@pytest.mark.parametrize("content", BAD)
def test_a_drawing_that_acts_or_reaches_outside_is_refused(tmp_path: Path, content: str) -> None:
    path = drawing(tmp_path, content)
    assert codes(tmp_path) == ["content.picture.unsafe"]
    with pytest.raises(Faults):
        pictures.data_uri(path)


def test_a_script_does_not_hide_behind_another_encoding(tmp_path: Path) -> None:
    drawing(tmp_path, f"{HEAD}><script>1</script></svg>".encode("utf-16"))
    assert codes(tmp_path) == ["content.picture.unsafe"]


def test_a_photo_must_be_what_its_name_says(tmp_path: Path) -> None:
    drawing(tmp_path, b"\x89PNG\r\n\x1a\n....", "img/a.png")
    drawing(tmp_path, b"\xff\xd8\xff\xe0....", "img/b.jpg")
    drawing(tmp_path, b"<html>", "img/c.png")
    assert [codes(tmp_path, f"img/{name}") for name in ("a.png", "b.jpg", "c.png")] == [
        [],
        [],
        ["content.picture.unsafe"],
    ]


@pytest.mark.parametrize("file", ["img/gone.svg", "../x.svg", "img/../secret.svg", "/etc/passwd", "https://x.cn/a.svg"])
def test_a_picture_lies_in_the_folder_for_pictures(tmp_path: Path, file: str) -> None:
    drawing(tmp_path, GOOD[0], "secret.svg")
    assert codes(tmp_path, file) == ["content.picture.missing"]


def test_other_kinds_of_file_are_refused(tmp_path: Path) -> None:
    drawing(tmp_path, b"GIF89a", "img/x.gif")
    assert codes(tmp_path, "img/x.gif") == ["content.picture.kind"]
