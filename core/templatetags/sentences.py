"""Filters for typed texts that are shown inside of sentences."""

from django import template

from core.text import clause

register = template.Library()


@register.filter
def without_stop(text) -> str:
    """The text without its final punctuation, for the middle of a sentence or before a stop of the sentence's own."""
    return clause(str(text))
