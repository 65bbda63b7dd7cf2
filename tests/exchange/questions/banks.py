"""Small files as people send them, written for these tests, and how they are read."""

import base64
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from sqm_training.exchange.questions import Draft, Import, read

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PNG_TEXT = base64.b64encode(PNG).decode()
SCRIPTED = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def gift(text: str) -> Import:
    return read("bank.gift", text.encode())


def one(found: Import) -> dict[str, Any]:
    """The document of the only question of a file."""
    assert [fault.code for fault in found.reported] == []
    assert found.seen == 1
    return dict(found.drafts[0].document)


def draft(found: Import) -> Draft:
    one(found)
    return found.drafts[0]


def codes(found: Import) -> set[str]:
    return {fault.code.removeprefix("questions.") for fault in found.faults}


def quiz(*questions: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>").encode()


def question(kind: str, inner: str, text: str = "What?", form: str = "html", files: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>Q of {kind}</text></name><questiontext format="{form}">'
        f"<text><![CDATA[{text}]]></text>{files}</questiontext>{inner}</question>"
    )


def answer(words: str, share: float, why: str = "") -> str:
    remark = f"<feedback><text>{why}</text></feedback>" if why else ""
    return f'<answer fraction="{share}" format="html"><text><![CDATA[{words}]]></text>{remark}</answer>'


def item(body: str, declared: str = "", after: str = "", identifier: str = "q1", title: str = "Title") -> str:
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{identifier}" title="{title}"'
        f' adaptive="false" timeDependent="false">{declared}<itemBody>{body}</itemBody>{after}</assessmentItem>'
    )


def response(base: str, *values: str, cardinality: str = "single", name: str = "RESPONSE", more: str = "") -> str:
    right = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{right}</correctResponse>{more}</responseDeclaration>"
    )


def template(name: str) -> str:
    return f'<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}"/>'


def package(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def manifest(*items: str) -> str:
    rows = "".join(f'<resource identifier="r{n}" type="imsqti_item_xmlv2p1" href="{i}"/>' for n, i in enumerate(items))
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{rows}</resources></manifest>'
