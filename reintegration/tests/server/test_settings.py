"""Settings fail loudly: production does not start half-configured, and says by name what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SECRETS = ("SECRET_KEY", "ID_ENCRYPTION_KEY", "ID_INDEX_KEY")
NEEDED = (*SECRETS, "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL")
KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
COMPLETE = {
    "PRODUCTION": "true",
    "SECRET_KEY": KEY,
    "ID_ENCRYPTION_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ID_INDEX_KEY": "MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ALLOWED_HOSTS": "so.example.vn",
    "DATABASE_URL": "postgres://u:p@127.0.0.1:5432/x",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


@pytest.fixture
def start(tmp_path):
    """start(code, **environment): Python with these settings alone, in a process of its own."""

    def run(code: str, **environment) -> subprocess.CompletedProcess:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-c", f"from django.conf import settings\n{code}"],
            cwd=ROOT,
            env={**kept, "DJANGO_SETTINGS_MODULE": "reintegration.settings", "DATA_DIR": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def test_production_without_anything_names_all_that_is_missing(start):
    result = start("settings.DEBUG", PRODUCTION="true")
    assert result.returncode != 0
    assert [name for name in NEEDED if name not in result.stderr] == []


@pytest.mark.parametrize("name", NEEDED)
def test_production_names_the_one_thing_that_is_missing(start, name):
    result = start("settings.DEBUG", **{key: value for key, value in COMPLETE.items() if key != name})
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert name in last
    assert [other for other in NEEDED if other != name and other in last] == []


def test_production_with_everything_starts_with_its_walls_up(start):
    code = "print(settings.SESSION_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT, settings.DEBUG)"
    result = start(code, **COMPLETE)
    assert result.stdout.split() == ["True", "True", "False"], result.stderr


# What keeps an installation safe. Changing one of them is a decision: docs/security.md says why each is so.
PRODUCTION_VALUES = {
    "DEBUG": False,
    "REQUIRE_TOTP": True,
    "PASSWORD_LINK_HOURS": 24,
    "PASSWORD_RESET_TIMEOUT": 24 * 3600,
    "AXES_FAILURE_LIMIT": 5,
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_AGE": 12 * 3600,
    "SESSION_IDLE_SECONDS": 30 * 60,
    "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
    "CSRF_COOKIE_SECURE": True,
    "CSRF_USE_SESSIONS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_PROXY_SSL_HEADER": None,
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT": True,
}


def test_production_has_exactly_these_values(start):
    names = list(PRODUCTION_VALUES)
    code = f"import json; print(json.dumps({{name: getattr(settings, name, 'missing') for name in {names}}}))"
    assert json.loads(start(code, **COMPLETE).stdout) == PRODUCTION_VALUES


def test_passwords_are_hashed_with_argon2_and_checked_by_four_rules(start):
    code = "print(settings.PASSWORD_HASHERS[0], *(one['NAME'] for one in settings.AUTH_PASSWORD_VALIDATORS))"
    hasher, *validators = start(code, **COMPLETE).stdout.split()
    assert hasher == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert [name.rpartition(".")[2] for name in validators] == [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "LocalPasswordValidator",
    ]


def test_only_a_site_behind_a_proxy_believes_the_proxys_header(start):
    answer = start("print(settings.SECURE_PROXY_SSL_HEADER)", **COMPLETE, BEHIND_TLS_PROXY="true")
    assert answer.stdout.strip() == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_debug_in_production_is_refused(start):
    assert start("settings.DEBUG", **{**COMPLETE, "DEBUG": "true"}).returncode != 0


def test_a_trial_makes_its_own_secrets_once_and_keeps_them(start):
    first, second = (start("print(settings.SECRET_KEY)").stdout for _ in range(2))
    assert len(first.strip()) >= 50
    assert first == second


def test_time_and_language_are_those_of_the_office(settings):
    assert (settings.TIME_ZONE, settings.LANGUAGE_CODE, settings.USE_TZ) == ("Asia/Ho_Chi_Minh", "vi", True)


def test_the_deploy_check_has_nothing_to_warn_of(start):
    code = "import sys, django; from django.core.management import call_command; django.setup()\n"
    code += "call_command('check', deploy=True, fail_level='WARNING')"
    result = start(code, **COMPLETE)
    assert result.returncode == 0, result.stderr
