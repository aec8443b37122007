"""Parts of base.html that are the same on every page, made once in each process."""

from functools import cache

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
