"""Prints the public key with which others check what this installation signs."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import Refused
from feed import signing


class Command(BaseCommand):
    """`signing_key`, or `signing_key --new-key` (docs/deployment.md)."""

    help = _("In khóa công khai của hệ thống này.")

    def add_arguments(self, parser):
        """The wish for a new key."""
        parser.add_argument("--new-key", action="store_true", help=_("Chỉ in một khóa mới cho FEED_SIGNING_KEY."))

    def handle(self, *args, **options):
        """Print the key. Raises CommandError if there is none."""
        if options["new_key"]:
            self.stdout.write(signing.new_key())
            return
        try:
            key = signing.own_public_key()
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{key} ({signing.key_id(key)})")
