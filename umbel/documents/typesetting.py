"""Certificates and letters."""

from typing import Any


def certificate(**_said: Any) -> bytes:
    return b"%PDF-1.7 certificate"


def letter(**_said: Any) -> bytes:
    return b"%PDF-1.7 letter"
