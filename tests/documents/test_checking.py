"""What is handed in is taken for what it is: nothing that runs, hides or tells more than it should."""

import io
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.documents.files import (
    PLAIN_PDF,
    SHEET,
    WORD,
    a_docx,
    a_pdf,
    a_picture,
    an_archive,
    an_odt,
    an_xlsx,
    content_types,
    packed,
    relations,
)
from tests.registration.conftest import TODAY
from umbel.documents.checking import LARGEST, LONGEST_NAME, checked, clean_file_name
from umbel.documents.checking.images import MOST_PIXELS
from umbel.documents.states import MEDIA_TYPES
from umbel.documents.typesetting import letter
from umbel.errors import Problems, UmbelError


def refusal(content, name="paper.pdf"):
    with pytest.raises(Problems) as refused:
        checked(name, content)
    [problem] = refused.value.problems
    assert problem.file == name
    assert problem.way_out
    return problem.message


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("articles.pdf", PLAIN_PDF, "articles.pdf"),
        ("articles.docx", PLAIN_PDF, "articles.pdf"),
        ("articles.pdf.exe", PLAIN_PDF, "articles.pdf"),
        ("lease.DOC", a_docx(), "lease.docx"),
        ("members.xls", an_xlsx(), "members.xlsx"),
        ("plan", an_odt(), "plan.odt"),
        ("sums.zip", an_odt(kind="spreadsheet"), "sums.ods"),
        ("minutes", "会议纪要\n".encode(), "minutes.txt"),
        ("members.csv", b"name,since\n=cmd|' /C calc'!A0,2020\n", "members.txt"),
        ("BM.txt", b"BM and MZ and PK are words", "BM.txt"),
        ("photo.png", a_picture(), "photo.jpg"),
        ("scan.pdf", a_picture("PNG"), "scan.png"),
        ("scan.html", a_picture("WEBP"), "scan.webp"),
    ],
)
def test_the_content_decides_and_the_name_follows(name, content, kept):
    found = checked(name, content)
    assert found.name == kept
    assert found.media_type == MEDIA_TYPES[kept.rpartition(".")[2]]


@pytest.mark.parametrize("name", ["example.txt", "evil.html", ""])
def test_what_is_not_a_picture_is_kept_to_the_bit(name):
    for content in (PLAIN_PDF, a_docx(), an_odt(), "会议".encode()):
        assert checked(name, content).content == content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"x" * (LARGEST + 1), "11 MB; at most 10 MB"),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, "not taken: programs"),
        (b"\x7fELF" + b"\x00" * 60, "not taken: programs"),
        (b"#!/bin/sh\nrm -r x\n", "not taken: programs"),
        (b"\x1f\x8b\x08\x00rest", "Archives"),
        (b"7z\xbc\xaf\x27\x1c", "Archives"),
        (b"Rar!\x1a\x07\x01\x00", "Archives"),
        (b"a.txt".ljust(257, b"\0") + b"ustar\x0000", "Archives"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older office"),
        (b"{\\rtf1 hello}", "older office"),
        (b"GIF89a" + b"\x00" * 20, "kind of picture"),
        (b"\0\0\0\x18ftypheic" + b"\x00" * 20, "kind of picture"),
        (b"<html><script>alert(1)</script>", "not taken"),
        (b"\xef\xbb\xbf\n  <!DOCTYPE html>", "not taken"),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "not taken"),
        ("会议纪要".encode("gb18030"), "not taken"),
        (b"words\x00and more", "not taken"),
        (bytes(range(128, 256)) * 4, "not taken"),
    ],
)
def test_everything_else_is_refused_with_the_way_out(content, why):
    assert why in refusal(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PLAIN_PDF[:-8], "cut off"),
        (a_pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"), "scripts"),
        (a_pdf(b"/AA<</O<</S/J#61va#53cript>>>>"), "scripts"),
        (a_pdf(b"/Names<</EmbeddedFiles 3 0 R>>"), "scripts"),
        (a_pdf(b"/AcroForm<</XFA 3 0 R>>"), "scripts"),
        (a_pdf(b"/OpenAction<</S/URI/URI(http://x)>>"), "scripts"),
        (a_pdf(b"/OpenAction 7 0 R", b"7 0 obj<</S/URI/URI(http://x)>>endobj"), "scripts"),
        (a_pdf(b"/OpenAction 7 0 R"), "scripts"),
        (a_pdf(b"/OpenAction<</S/GoTo/D[1]/Next<</S/URI>>>>"), "scripts"),
        (a_pdf(more=packed(b"<</S/Launch/F(cmd.exe)>>")), "scripts"),
        (a_pdf(more=packed(b"<</S/L#61unch>>", b"/Type/Obj#53tm/Filter/FlateDecode")), "scripts"),
        (a_pdf(more=packed(b"<</S/Launch>>", b"/Type 8 0 R/Filter/FlateDecode")), "scripts"),
        (a_pdf(more=packed(b"<</JS 5 0 R>>", b"/Type/ObjStm", pack=bytes)), "scripts"),
        (a_pdf(more=packed(b"<</S/Launch>>", pack=lambda objects: zlib.compress(objects)[:-4])), "scripts"),
        (a_pdf(more=packed(b"x", b"/Type/ObjStm/Filter/LZWDecode", pack=lambda _: b"\x80\x0b\x60")), "looked through"),
        (a_pdf(more=packed(b" " * 110_000_000)), "looked through"),
        (a_pdf(more=b"% stream\n8 0 obj<</S/Launch>>endobj % endstream"), "scripts"),
        (PLAIN_PDF.replace(b"trailer<<", b"trailer<</Encrypt 5 0 R"), "locked"),
        (a_pdf(b"/OpenAction[1 0 R]" * 30), "scripts"),
        (a_pdf(b"/OpenAction 7 0 R", b"7 0 obj[1]endobj " * 30), "scripts"),
        (a_pdf(more=packed(b"1 0 R ", pack=lambda objects: zlib.compress(objects)[:-4]) * 30), "looked through"),
        (a_pdf(more=b"stream\n" * 50_002), "looked through"),
        (a_pdf() + an_archive({"a.txt": "hello"}) + b"%%EOF", "looked through"),
    ],
)
def test_a_pdf_that_does_more_than_show_itself(content, why):
    assert why in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        a_pdf(b"/OpenAction[1 0 R/FitH 800]"),
        a_pdf(b"/OpenAction<</S/GoTo/D[1 0 R/Fit]>>"),
        a_pdf(b"/OpenAction 7 0 R", b"7 0 obj\n<</S/GoTo/D[1 0 R/Fit]>>\nendobj"),
        a_pdf(b"/OpenAction 10 0 R", packed(b"<</S/GoTo/D[1 0 R/Fit]>>")),
        a_pdf(more=b"3 0 obj<<>>stream\n/JS /XFA\nendstream endobj"),
        a_pdf(b"/Annots[<</A<</S/URI/URI(https://example.org/)>>>>]"),
        b"\n" + PLAIN_PDF,
        letter(
            language="en", federation="F", sender="S", reference="1", on=TODAY, to="T", title="T", paragraphs=["words"]
        ),
    ],
)
def test_a_pdf_that_shows_itself_is_taken(content):
    assert checked("a.pdf", content).content == content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (an_archive({"a.txt": "hello"}), "Archives"),
        (an_archive({"[Content_Types].xml": content_types(), "word/document.xml": "<w/>"}), "Archives"),
        (a_docx(kinds=(WORD, SHEET)), "Archives"),
        (a_docx({f"{number}.xml": "x" for number in range(3001)}), "Archives"),
        (a_docx({"word/media/a.bin": "0" * 70_000_000}), "Archives"),
        (a_docx({"word/vbaProject.bin": "x"}), "macros"),
        (a_docx(kinds=("application/vnd.ms-word.document.macroEnabled.main+xml",)), "macros"),
        (a_docx(kinds=(WORD, "application/vnd.ms-office.vbaProject")), "macros"),
        (a_docx({"word/embeddings/oleObject1.bin": "x"}), "macros"),
        (a_docx({"word/activeX/activeX1.xml": "<x/>"}), "macros"),
        (a_docx({"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://x.test/a.dotm")}), "macros"),
        (a_docx({"word/_rels/document.xml.rels": relations("image", "https://x.test/a.png")}), "macros"),
        (a_docx({"word/_rels/document.xml.rels": relations("hyperlink", "file://host/share")}), "macros"),
        (a_docx({"word/document.xml": "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>"}), "macros"),
        (an_xlsx({"xl/worksheets/sheet1.xml": "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///a'>]><r>&a;</r>"}), "macros"),
        (a_docx({"_rels/.rels": "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>"}), "macros"),
        (an_xlsx({"xl/externalLinks/externalLink1.xml": "<x/>"}), "macros"),
        (an_xlsx({"xl/connections.xml": "<x/>"}), "macros"),
        (a_docx({"../outside.xml": "x"}), "damaged"),
        (a_docx({"_rels/.rels": "<unclosed>"}), "damaged"),
        (b"PK\x03\x04 not an archive", "damaged"),
        (a_docx()[:-30], "damaged"),
        (an_odt(kind="presentation"), "Archives"),
        (an_odt(parts={"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
        (an_odt(parts={"Object 1/content.xml": "<x/>"}), "macros"),
        (an_odt("<script:event-listener/>"), "macros"),
        (an_odt('<draw:image xlink:href="https://x.test/a.png"/>'), "macros"),
        (an_odt('<draw:image xlink:href="//x.test/a.png"/>'), "macros"),
        (an_odt('<text:a xlink:href="vnd.sun.star.script:x">x</text:a>'), "macros"),
    ],
)
def test_an_office_document_that_does_more_than_be_read(content, why):
    assert why in refusal(content, "paper.docx")


@pytest.mark.parametrize(
    "content",
    [
        a_docx({"word/_rels/document.xml.rels": relations("hyperlink", "https://example.org/")}),
        a_docx(
            {"word/_rels/document.xml.rels": relations("image", "media/a.png", "Internal"), "word/media/a.png": "x"}
        ),
        an_odt('<text:a xlink:href="https://example.org/">x</text:a><draw:image xlink:href="Pictures/a.png"/>'),
        an_odt(parts={"Configurations2/": "", "Configurations2/accelerator/current.xml": ""}),
    ],
)
def test_links_that_a_reader_follows_are_taken(content):
    assert checked("a", content).content == content


def test_an_office_document_that_is_larger_than_it_says():
    stream = io.BytesIO(a_docx({"word/media/a.bin": "0" * 4000}))
    with zipfile.ZipFile(stream) as archive:
        entry = archive.getinfo("word/media/a.bin")
    content = stream.getvalue().replace(entry.file_size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert "damaged" in refusal(content, "paper.docx")


def test_an_office_document_that_is_locked():
    content = bytearray(a_docx())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "locked" in refusal(bytes(content), "paper.docx")


def told(**more):
    """A picture that says where, when and by what it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 0.0)
    exif[0x0112] = 6
    return {"exif": exif.tobytes()} | more


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("JPEG", told(comment="Camera maker", icc_profile=b"Camera maker")),
        ("PNG", told(icc_profile=b"Camera maker")),
        ("WEBP", told(xmp=b"Camera maker")),
    ],
)
def test_a_photograph_does_not_say_where_it_was_taken(kind, how):
    content = a_picture(kind, **how) + b"Camera maker <html>"
    assert b"Camera maker" in content
    kept = checked("photo", content).content
    assert b"Camera maker" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.format == kind
        assert not opened.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(opened.info)
        assert opened.size == (20, 40), "it stands upright as it was seen"


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
    + [("JPEG", mode) for mode in ("L", "CMYK")]
    + [("WEBP", "RGBA")],
)
def test_colours_and_transparency_are_kept(kind, mode):
    stream = io.BytesIO()
    Image.new(mode, (8, 8)).save(stream, kind)
    with Image.open(io.BytesIO(checked("a", stream.getvalue()).content)) as opened:
        assert opened.mode == ("RGB" if mode == "CMYK" else mode)


def test_a_palette_stays_see_through():
    stream = io.BytesIO()
    picture = Image.new("RGB", (8, 8), "red").convert("P")
    picture.save(stream, "PNG", transparency=picture.getpixel((0, 0)))
    with Image.open(io.BytesIO(checked("a.png", stream.getvalue()).content)) as opened:
        assert opened.convert("RGBA").getpixel((0, 0))[3] == 0


def test_of_two_pictures_in_one_photograph_the_first_is_kept():
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])
    kept = checked("photo.jpg", stream.getvalue())
    assert kept.name == "photo.jpg"
    with Image.open(io.BytesIO(kept.content)) as opened:
        assert opened.getpixel((4, 4))[0] > 200


def moving():
    stream = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (a_picture("PNG", (400, 400))[:300], "damaged"),
        (a_picture("JPEG", (400, 400))[:600], "damaged"),
        (a_picture("PNG", (MOST_PIXELS // 1000 + 1, 1000), "1"), "too large"),
        (a_picture("PNG", (3 * MOST_PIXELS // 1000, 1000), "1"), "too large"),
        (moving(), "moves"),
    ],
)
def test_a_picture_that_is_not_taken(content, why):
    assert why in refusal(content, "photo.png")


def test_a_refusal_is_said_in_the_readers_language_and_names_the_file():
    with translation.override("zh-hans"), pytest.raises(Problems) as refused:
        checked("文件\u202e.pdf", b"")
    assert "文件.pdf" in refused.value.summary
    assert not str(refused.value).isascii()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\lease.pdf", "lease.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\x00b\u200b\ufeff.pdf", "ab.pdf"),
        ("two\n lines.PDF ", "two lines.pdf"),
        ("e\u0301tude.doc", "\u00e9tude.pdf"),
        ("report v1.2", "report v1.2.pdf"),
        ("a.pdf.html.js", "a.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("folder/", "folder.pdf"),
        ("\ud800x", "x.pdf"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_file_name(name, ".pdf") == clean


def test_a_long_name_keeps_its_ending_and_fits_any_disk():
    assert clean_file_name("x" * 300 + ".pdf", ".pdf") == "x" * (LONGEST_NAME - 4) + ".pdf"
    chinese = clean_file_name("长" * 300, ".pdf")
    assert chinese.endswith("长.pdf")
    assert len(chinese.encode()) <= 200
    assert clean_file_name("x" * 115 + "q\u0307" * 9, ".pdf") == "x" * 115 + ".pdf"


@given(st.text(st.characters(), max_size=300), st.sampled_from(["", ".pdf", ".docx"]))
def test_a_clean_name_is_safe_whatever_it_was(name, ending):
    clean = clean_file_name(name, ending)
    assert 0 < len(clean) <= LONGEST_NAME
    assert not set(clean) & set('/\\<>:"|?*\x00\n\u202e\u200b')
    assert not clean.startswith(".")
    assert clean.endswith(ending)
    assert clean_file_name(clean, ending) == clean


BEGINNINGS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=2000), st.sampled_from([b"", b"\n%%EOF"]), st.text(max_size=40))
def test_nothing_handed_in_breaks_the_check(begins, content, ends, name):
    try:
        kept = checked(name, begins + content + ends)
    except UmbelError:
        return
    assert kept.content
    assert kept.media_type


@given(st.data())
def test_a_sound_file_with_a_few_bytes_changed_breaks_nothing(data):
    content = bytearray(data.draw(st.sampled_from([a_docx(), an_odt(), a_picture("PNG"), a_picture(), PLAIN_PDF])))
    for _change in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UmbelError):
        checked("a", bytes(content))
