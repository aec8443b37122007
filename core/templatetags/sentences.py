"""Texts that somebody typed, inside of sentences of the site."""

from django import template

from core.text import clause

register = template.Library()


@register.filter
def without_stop(text) -> str:
    """The text without the mark at its end, where the sentence goes on or has a stop of its own."""
    return clause(str(text))
