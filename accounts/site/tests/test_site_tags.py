"""Addresses that are worked out once are those that `url` gives."""

import uuid

from django.template import Context, Template
from django.urls import reverse


def test_the_address_of_a_case_is_its_own(db):
    shown = Template("{% load site %}{% about 'cases:details' key %} {% place 'home' %}")
    for key in (uuid.uuid4(), uuid.uuid4()):
        expected = f"{reverse('cases:details', args=[key])} {reverse('home')}"
        assert shown.render(Context({"key": key})) == expected
