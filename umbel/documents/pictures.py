"""What a photograph looks like, so that the same picture is known again after it was resized or saved anew."""

import io

import imagehash
from PIL import Image

ALIKE = 6
"""Two pictures whose hashes differ in at most so many of 64 bits look the same: the library's own suggestion is
around a tenth."""


def look_of(content: bytes) -> str:
    """A perceptual hash (DCT, 64 bits) as 16 hexadecimal digits; pictures that look alike have hashes alike."""
    with Image.open(io.BytesIO(content)) as picture:
        return str(imagehash.phash(picture.convert("L")))


def differ(first: str, second: str) -> int:
    """In how many of the 64 bits two hashes differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()
