"""Files to hand in: sound ones, to which a test adds what is wrong."""

import io
import zipfile
import zlib

from PIL import Image

PLAIN_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def a_pdf(catalog=b"", more=b""):
    """A PDF with more in its catalog, and more objects."""
    return PLAIN_PDF.replace(b"/Catalog", b"/Catalog" + catalog).replace(b"trailer", more + b"\ntrailer")


def packed(objects, dictionary=b"/Type/ObjStm/N 1/First 5/Filter/FlateDecode", *, pack=zlib.compress):
    """A stream in which objects are hidden from whoever only looks at the file's bytes."""
    return b"9 0 obj<<" + dictionary + b">>stream\n" + pack(b"10 0 " + objects) + b"\nendstream endobj"


def a_picture(kind="JPEG", size=(40, 20), mode="RGB", **how):
    stream = io.BytesIO()
    Image.new(mode, size, 128 if mode in "LP1" else "teal").save(stream, kind, **how)
    return stream.getvalue()


def an_archive(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def content_types(*kinds):
    rows = "".join(f'<Override PartName="/part{number}" ContentType="{kind}"/>' for number, kind in enumerate(kinds))
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rows}</Types>'


def relations(kind, target, mode="External"):
    row = f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{row}</Relationships>'


def a_docx(parts=None, kinds=(WORD,)):
    return an_archive({"[Content_Types].xml": content_types(*kinds), "word/document.xml": "<w/>"} | (parts or {}))


def an_xlsx(parts=None):
    return an_archive({"[Content_Types].xml": content_types(SHEET), "xl/workbook.xml": "<w/>"} | (parts or {}))


def an_odt(body="", parts=None, kind="text"):
    content = (
        f'<office:document-content xmlns:office="{OFFICE}" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0">'
        f"<office:scripts/><office:body>{body}</office:body></office:document-content>"
    )
    head = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content}
    return an_archive(head | (parts or {}))
