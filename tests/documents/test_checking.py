"""What is handed in is taken for what it is: nothing that runs, hides or tells more than it should."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from umbel.documents.checking import LARGEST, LONGEST_NAME, checked, clean_file_name
from umbel.errors import Problems, UmbelError

PLAIN_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"


def a_picture(kind="JPEG", size=(40, 20), **how):
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, kind, **how)
    return stream.getvalue()


def an_archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def a_docx(**more):
    return an_archive(**{"[Content_Types].xml": "<Types/>", "word__document.xml": "<w/>"} | more)


def an_object_stream(content):
    packed = zlib.compress(content)
    return b"%PDF-1.5\n4 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + packed + b"\nendstream endobj\n%%EOF"


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("articles.pdf", PLAIN_PDF, "articles.pdf"),
        ("articles.docx", PLAIN_PDF, "articles.pdf"),
        ("lease.DOC", a_docx(), "lease.docx"),
        ("minutes", "会议纪要\n".encode(), "minutes.txt"),
        ("photo.png", a_picture(), "photo.jpg"),
        ("scan.pdf", a_picture("PNG"), "scan.png"),
    ],
)
def test_the_content_decides_and_the_name_follows(name, content, kept):
    assert checked(name, content).name == kept


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST + 1), "at most"),
        (PLAIN_PDF[:-8], "cut off"),
        (PLAIN_PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(x)>>"), "scripts"),
        (PLAIN_PDF.replace(b"/Catalog", b"/Catalog/AA<</S/J#61vaScript>>"), "scripts"),
        (PLAIN_PDF.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles 3 0 R>>"), "scripts"),
        (an_object_stream(b"<</S/Launch/F(cmd.exe)>>"), "scripts"),
        (PLAIN_PDF.replace(b"trailer", b"/Encrypt 5 0 R trailer"), "locked"),
        (an_archive(**{"a.txt": "hello"}), "Archives"),
        (an_archive(**{f"{number}.xml": "x" * 10 for number in range(2500)}), "Archives"),
        (an_archive(**{"word__document.xml": "0" * 70_000_000}), "Archives"),
        (a_docx(**{"word__vbaProject.bin": "x"}), "macros"),
        (a_docx(**{"word__embeddings__oleObject1.bin": "x"}), "macros"),
        (
            a_docx(**{"word___rels__settings.xml.rels": '<R Type="x/attachedTemplate" TargetMode="External"/>'}),
            "macros",
        ),
        (b"PK\x03\x04 not an archive", "damaged"),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, "not taken"),
        (b"\x1f\x8b\x08\x00rest", "not taken"),
        (b"7z\xbc\xaf\x27\x1c", "not taken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not taken"),
        (b"<html><script>alert(1)</script>", "not taken"),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "not taken"),
        (b"GIF89a" + b"\x00" * 20, "not taken"),
        (a_picture("PNG", (400, 400))[:300], "damaged"),
    ],
)
def test_everything_else_is_refused_with_the_way_out(content, why):
    with pytest.raises(Problems, match=why) as refusal:
        checked("paper.pdf", content)
    [problem] = refusal.value.problems
    assert problem.file == "paper.pdf"
    assert problem.way_out


def test_a_photograph_does_not_say_where_it_was_taken():
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 0.0)
    exif[0x0112] = 6
    told = a_picture(exif=exif.tobytes())
    assert b"Camera maker" in told
    kept = checked("photo.jpg", told)
    assert b"Camera maker" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as opened:
        assert not opened.getexif()
        assert opened.size == (20, 40), "it stands upright as it was seen"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\lease.pdf", "lease.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_file_name(name, ".pdf") == clean


@given(st.text(), st.sampled_from(["", ".pdf", ".docx"]))
def test_a_clean_name_is_safe_whatever_it_was(name, ending):
    clean = clean_file_name(name, ending)
    assert 0 < len(clean) <= LONGEST_NAME
    assert not set(clean) & set('/\\<>:"|?*\x00\n')
    assert not clean.startswith(".")
    assert clean.endswith(ending)


@given(st.binary(max_size=4000), st.text(max_size=40))
def test_nothing_handed_in_breaks_the_check(content, name):
    try:
        kept = checked(name, content)
    except UmbelError:
        return
    assert kept.content
    assert kept.media_type
