"""Cutting a list into pages in the database."""

from typing import Any

from django.core.paginator import Page, Paginator

from umbel.web.viewing import UmbelRequest

A_PAGE = 50


def page_of(request: UmbelRequest, rows: Any, size: int = A_PAGE) -> Page[Any]:
    """The page of `rows` asked for in `?page=`, or the nearest there is, with its `window` of page numbers."""
    paginator = Paginator(rows, size)
    page = paginator.get_page(request.GET.get("page"))
    page.window = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)  # type: ignore[attr-defined]
    page.object_list = list(page.object_list)
    return page
