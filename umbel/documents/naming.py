"""What a file is called, whatever it was called where it came from."""

import re
import unicodedata

LONGEST_NAME = 120
MOST_BYTES = 200
"""In UTF-8, so that any file system holds it."""
UNNAMED = "document"
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""What Windows takes for a device."""
EXTENSIONS = frozenset(
    """
    pdf jpg jpeg jpe jfif png webp gif bmp tif tiff heic heif avif svg docx docm dotx dotm doc xlsx xlsm xlsb xltx xltm
    xls pptx pptm ppt odt ods odp rtf txt text csv tsv md log html htm xhtml mht mhtml shtml xml xsl json eml msg ics
    vcf zip 7z rar gz tgz tar bz2 xz zst iso dmg exe dll com scr bat cmd ps1 vbs vbe js jse mjs wsf wsh hta lnk msi jar
    app apk deb rpm sh py pl php rb cgi asp aspx jsp swf url pif cpl reg inf ps eps
    """.split()  # noqa: SIM905  eighty quoted words would not read better
)
"""Endings that say what a file is. They are taken off, so that the last one alone says it, and truly."""


def clean_file_name(name: str, ending: str) -> str:
    """A name that says what the file is and does nothing else: no folder, no direction or control character, no leading
    dot; with `ending`, such as `.pdf`, if one is given, in place of any other that it bears.
    """
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", name.replace("\\", "/").rstrip("/").rpartition("/")[2])
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
    )
    stem = " ".join(re.sub(r'[<>:"|?*]', "", visible).split()).lstrip(". ")
    if ending:
        while stem.rpartition(".")[2].lower() in EXTENSIONS and "." in stem:
            stem = stem.rpartition(".")[0].rstrip(". ")
    if RESERVED.match(stem):
        stem = f"_{stem}"
    return (_shortened(stem, LONGEST_NAME - len(ending), MOST_BYTES - len(ending)) or UNNAMED) + ending


def _shortened(stem: str, most: int, most_bytes: int) -> str:
    short = stem[:most].encode()[:most_bytes].decode(errors="ignore")
    if len(short) < len(stem):
        while unicodedata.combining(stem[len(short)]):  # no accent is cut off its letter
            short = short[:-1]
            if not short:
                break
    return short.rstrip(". ")
