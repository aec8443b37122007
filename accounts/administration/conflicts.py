"""Two administrators on one row: the second is shown what the first saved, and writes nothing (409)."""

from collections.abc import Iterator

from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.site.error_views import KEY
from audit import events as audit_events
from core.errors import Changed
from core.forms.edit_conflicts import Stand, Told, fields_of

FIELD = "version"


class OneAtATime:
    """For a ModelAdmin. Its change form carries a sign of the row as it was read (templates/admin/one_at_a_time.html)."""

    change_form_template = "admin/one_at_a_time.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        stand = Stand(row, lambda: self._told(request, row))
        seen = request.POST.get(FIELD, "") if request.method == "POST" else stand.sign()
        with transaction.atomic():
            if request.method == "POST":
                try:
                    stand.check(seen)
                except Changed as conflict:
                    return self._conflict(request, row, conflict)
            return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), FIELD: seen})

    def _told(self, request, row: models.Model) -> Told:
        """What the form shows of the row and of those edited beneath it."""
        stored = self.model._base_manager.get(pk=row.pk)
        yield from fields_of(stored, *(one.name for one in self._columns(request, row)))
        for inline in self.inlines:
            for one in inline.model._base_manager.filter(**{inline.fk_name: row.pk}).order_by("pk"):
                yield from fields_of(one)

    def _columns(self, request, row: models.Model) -> list[models.Field]:
        columns = {one.name: one for one in self.opts.concrete_fields}
        return [columns[name] for name in self.get_fields(request, row) if name in columns]

    def _conflict(self, request, row: models.Model, conflict: Changed):
        rows = [{"label": label, "typed": text} for label, text in self._typed(request, row)]
        audit_events.record(by=request.user, action="form.conflict", target=row)
        context = {"rows": rows, "told": conflict.told, "may_save": False, "version": conflict.version}
        return render(request, "forms/conflict.html", context, status=409)

    def _typed(self, request, row: models.Model) -> Iterator[tuple[str, str]]:
        own = self._columns(request, row)
        for one in own:
            if text := request.POST.get(one.name):
                yield str(one.verbose_name).capitalize(), _meant(one, text)
        known = {one.name for one in own} | {FIELD, "csrfmiddlewaretoken"}
        for name, text in request.POST.items():
            if name not in known and text and not KEY.fullmatch(text):
                yield _("Dòng bên dưới"), text


def _meant(field: models.Field, text: str) -> str:
    """The name of what was chosen; else what was typed."""
    if field.is_relation:
        found = (
            field.related_model._base_manager.filter(pk=text).first() if text.isdecimal() and len(text) < 10 else None
        )
        return str(found or text)
    if isinstance(field, models.BooleanField):
        return _("Có")
    return str(dict(field.flatchoices).get(text, text))
