"""Lists of persons are not taken: the record holds head counts, never who took part."""

import csv
import io
import re
from collections.abc import Iterable
from contextlib import suppress

from django.utils.translation import gettext as _

from umbel.documents.checking.refusals import Refused
from umbel.documents.workbooks import sheets_of
from umbel.errors import Problem, Problems

ROWS = 30
"""How far down a sheet is looked for the row of column names."""
COLUMNS = 200
NAMES = {
    "name", "names", "first name", "last name", "surname", "full name", "participant", "participants", "attendee",
    "member name", "姓名", "名字", "参加人", "参会人", "参会人员", "参加人员", "签到人", "学员", "会员姓名",
}  # fmt: skip
PERSONAL = {
    "phone", "telephone", "mobile", "cell", "e-mail", "email", "address", "id number", "id card", "passport",
    "birthday", "date of birth", "age", "sex", "gender", "religion", "faith", "belief", "signature", "attendance",
    "present", "wechat",
    "电话", "手机", "手机号", "联系电话", "邮箱", "电子邮箱", "住址", "地址", "身份证", "身份证号", "护照号", "生日",
    "出生日期", "年龄", "性别", "宗教信仰", "信仰", "签名", "签到", "出勤", "微信", "微信号", "民族", "政治面貌",
}  # fmt: skip


def check_no_persons(name: str, content: bytes) -> None:
    """Raises Problems when a sheet has columns that look like a list of persons."""
    found = columns_of_persons(_rows(content))
    if found:
        said = _("The columns %(columns)s look like a list of persons.") % {"columns": ", ".join(found)}
        way_out = _(
            "Nothing here records who took part, only how many. Send a photograph, the minutes or a plan instead, "
            "or take these columns out."
        )
        raise Problems(
            _("%(name)s was not taken.") % {"name": name}, [Problem(said, file=name, way_out=way_out, field="files")]
        )


def columns_of_persons(rows: Iterable[Iterable[object]]) -> list[str]:
    """The columns of the first row that names persons together with something about them; or that names both."""
    for row in rows:
        cells = [str(cell).strip() for cell in row if cell not in (None, "")]
        plain = [_plain(cell) for cell in cells]
        names = [cell for cell, said in zip(cells, plain, strict=True) if said in NAMES]
        about = [cell for cell, said in zip(cells, plain, strict=True) if said in PERSONAL]
        if (names and about) or len(about) > 2:
            return (names + about)[:6]
    return []


def _plain(cell: str) -> str:
    return re.sub(r"[\s_*:：()（）]+", " ", cell.casefold()).strip()


def _rows(content: bytes) -> Iterable[Iterable[object]]:
    if content.startswith(b"PK\x03\x04"):
        return _sheet(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    lines = text.splitlines()[:ROWS]
    mark = max("\t,;", key=lambda mark: sum(line.count(mark) for line in lines))
    if not any(mark in line for line in lines):
        return []
    with suppress(csv.Error):  # a cell of a hundred thousand characters names no column
        return list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    return []


def _sheet(content: bytes) -> list[tuple[object, ...]]:
    with suppress(Refused):
        return [row for sheet in sheets_of(content, rows=ROWS, columns=COLUMNS) for row in sheet]
    return []
