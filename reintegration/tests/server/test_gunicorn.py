"""What gunicorn makes of a request before the site sees it."""

import runpy
from pathlib import Path

import pytest
from django.conf import settings
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def parsed():
    config = Config()
    for name, value in runpy.run_path(str(ROOT / "gunicorn.conf.py")).items():
        if name in config.settings:
            config.set(name, value)

    def parse(*headers: str):
        text = "\r\n".join(["GET /x/ho-so/ HTTP/1.1", "Host: site", *headers, "", ""])
        return next(RequestParser(config, iter([text.encode()]), ("127.0.0.1", 1)))

    return parse


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO"])
def test_no_visitor_says_beneath_which_path_the_site_lies(parsed, name):
    """Behind a proxy on the same machine everybody comes from an address that gunicorn trusts."""
    names = [header for header, _value in parsed(f"{name}: /x", "Accept: */*").headers]
    assert "ACCEPT" in names
    assert name not in names


def test_the_limit_of_a_body_is_the_sites():
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["MAX_BODY"] == settings.MAX_BODY
