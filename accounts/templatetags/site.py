"""Parts of base.html that are the same on every page, made once in each process."""

from functools import cache
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.urls import reverse

register = template.Library()


@register.simple_tag
@cache
def head_links():
    """Styles, icon and scripts."""
    return render_to_string("_head.html")


@register.simple_tag
@cache
def place(name: str) -> str:
    """The address of a page that everybody has, as `url` gives it."""
    return reverse(name)


@register.simple_tag
def about(name: str, key: UUID) -> str:
    """The address of a page about one thing, named by `key` alone, as `url` gives it: a page of a case has thirty of them."""
    return _about(name).replace(_NOBODY, str(key))


_NOBODY = str(UUID(int=0))


@cache
def _about(name: str) -> str:
    return reverse(name, args=[_NOBODY])
