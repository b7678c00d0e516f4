"""DOCX, XLSX, ODT and ODS: archives of XML. No macros, no embedded objects, nothing fetched, no bombs."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from umbel.documents.checking.refusals import Refused

MOST_ENTRIES = 3000
MOST_BYTES = 120 * 1024 * 1024
MOST_TIMES = 250
"""How many times larger than packed a part of a megabyte or more may be."""
MOST_ELEMENTS = 3_000_000
"""Of XML in a document: a book has a few hundred thousand."""
DEEPEST = 200
PARTS = (".xml", ".rels")
CHUNK = 256 * 1024
MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MACROS = ("macroenabled", "vbaproject", "vbadata", "ms-office.vba", "macrosheet", "activex", "intlmacrosheet")
OBJECTS = ("oleobject", "/embeddings/", "externallink", "customui", "/connections.xml", "querytable")
OPEN_MACROS = ("basic/", "scripts/")
OPEN_OBJECTS = ("object", "objectreplacements/")
WEB = ("http://", "https://", "mailto:", "tel:", "#")
XLINK = "http://www.w3.org/1999/xlink href"
RELATIONSHIP = " Relationship"
NAMED_ONLY = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0 template"
"""Where a document was made from: a note, from which nothing is fetched."""

type Visit = Callable[[str, dict[str, str]], None]


def check_office(content: bytes) -> str:
    """What kind it is. Raises Refused for any other archive, and for one that does more than to be read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            check_entries(archive)
            return _check_open_document(archive) if "mimetype" in archive.namelist() else _check_open_xml(archive)
    except Refused:
        raise
    except Exception as damaged:
        # zipfile and its decoders raise almost anything on bytes that are made to confuse them.
        raise _damaged() from damaged


def _archive() -> Refused:
    return Refused(_("Archives such as zip are not taken."), _("Unpack it and send the documents one by one."))


def _does_more() -> Refused:
    return Refused(
        _("The document holds macros, embedded objects or parts that load from elsewhere."),
        _("Save it as a PDF and send that one."),
    )


def _damaged() -> Refused:
    return Refused(_("The file is damaged."), _("Save it again, best as a PDF."))


def check_entries(archive: zipfile.ZipFile) -> None:
    """Every part is read to its end once, so that none is larger than it says."""
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _archive()
    if any(entry.file_size > 1 << 20 and entry.file_size > MOST_TIMES * entry.compress_size for entry in entries):
        raise _archive()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_("The file is locked with a password."), _("Save it without a password and send it again."))
    if len(set(names)) < len(names) or any(_is_outside(name) for name in names):
        raise _damaged()
    left = MOST_BYTES
    for entry in entries:
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _archive()


def _is_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _check_open_xml(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "[Content_Types].xml" not in names:
        raise _archive()
    kinds: set[str] = set()

    def content_type(_tag: str, attributes: dict[str, str]) -> None:
        _check_word(attributes.get("ContentType", ""))
        kinds.add(attributes.get("ContentType", "").lower())

    _walk(archive, "[Content_Types].xml", content_type)
    found = [extension for kind, extension in MAIN_PARTS.items() if kind in kinds]
    for name in names:
        _check_word(f"/{name}")
        if name.lower().endswith(".rels"):
            _walk(archive, name, _check_relationship)
    if len(found) != 1:
        raise _archive()
    check_parts(archive)
    return found[0]


def _check_word(word: str) -> None:
    """Of content types, names of parts and kinds of relationships."""
    low = word.lower()
    if any(macro in low for macro in MACROS):
        raise _does_more()
    if any(thing in low for thing in OBJECTS):
        raise _does_more()


def _check_relationship(tag: str, attributes: dict[str, str]) -> None:
    if not tag.endswith(RELATIONSHIP):
        return
    kind, target = attributes.get("Type", ""), attributes.get("Target", "")
    _check_word(kind)
    if attributes.get("TargetMode", "").strip().lower() != "external":
        return
    # A link that a reader follows by clicking is fine; what is fetched on opening is not.
    if not kind.lower().endswith("/hyperlink") or not target.strip().lower().startswith(WEB):
        raise _does_more()


def _check_open_document(archive: zipfile.ZipFile) -> str:
    kind = OPEN_DOCUMENT.get(archive.read("mimetype").strip())
    if kind is None or "content.xml" not in archive.namelist():
        raise _archive()
    for name in archive.namelist():
        low = name.lower()
        if low.startswith(OPEN_MACROS):
            raise _does_more()
        if low.startswith(OPEN_OBJECTS):
            raise _does_more()
        # LibreOffice writes parts with nothing in them, too.
        if low.endswith((".xml", ".rdf")) and archive.getinfo(name).file_size:
            _walk(archive, name, _check_element)
    return kind


def _check_element(tag: str, attributes: dict[str, str]) -> None:
    local = tag.rpartition(" ")[2]
    if local in {"event-listener", "script", "macro-name", "encryption-data"} or "ooo/2004/office script" in tag:
        raise _does_more()
    if local in {"object-ole", "applet", "plugin", "floating-frame", "dde-source", "section-source"}:
        raise _does_more()
    target = "" if tag == NAMED_ONLY else attributes.get(XLINK, "").strip().lower()
    if local == "a":
        if ":" in target and not target.startswith(WEB):
            raise _does_more()
    elif target.startswith(("//", "\\\\", "../")) or ":" in target:
        raise _does_more()


def check_parts(archive: zipfile.ZipFile, most: int = MOST_ELEMENTS) -> None:
    """Every part of XML is whole, has no document type, and they have no more than so many elements in all."""
    left = most

    def count(_tag: str, _attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _archive()

    for name in archive.namelist():
        if name.lower().endswith(PARTS):
            _walk(archive, name, count)


def _walk(archive: zipfile.ZipFile, name: str, visit: Visit) -> None:
    """Visit every element of a part, with nothing kept of it. A document type, and with it every entity, is refused;
    so are elements inside one another without end.
    """
    depth = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _damaged()
        visit(tag, attributes)

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = _refuse_document_type
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003  expat takes it by place only
    parser.Parse(b"", True)  # noqa: FBT003


def _refuse_document_type(*_declared: object) -> None:
    raise _does_more()
