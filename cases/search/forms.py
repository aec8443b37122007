"""The filters of the case list."""

from django import forms
from django.db.models import OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions.scope import visible_communes
from areas.models import Unit
from cases.models import Case, Classification, IdentityNumber, OtherName
from cases.people.id_encryption import blind_index
from cases.people.id_numbers import check_id_number
from core.forms.fields import choice_field, offer_rows
from core.text import fold
from law.choices import Category


class CaseFilterForm(forms.Form):
    """Filters of the case list. They are query parameters and combine, so a filtered list can be bookmarked."""

    STATES = [("", _("Đang quản lý")), ("closed", _("Đã kết thúc")), ("all", _("Tất cả"))]

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Họ tên, mã hồ sơ hoặc số CCCD"), "class": "form-control"}
        ),
    )
    unit = forms.ModelChoiceField(
        label=_("Xã"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("Tất cả"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    category = forms.ChoiceField(
        label=_("Diện"),
        required=False,
        choices=[("", _("Tất cả")), *Category.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    state = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=STATES, widget=forms.Select(attrs={"class": "form-select"})
    )

    officer = forms.ChoiceField(
        label=_("Cán bộ phụ trách"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    group = forms.ChoiceField(
        label=_("Nhóm"),
        required=False,
        choices=[("", _("Tất cả")), *((group, group) for group in "ABCD"), ("none", _("Chưa xếp nhóm"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    # Blind index of an ID number. The number itself must not appear in a URL or a log.
    n = forms.CharField(required=False, max_length=43, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", visible_communes(user))
        officers = User.objects.filter(cases__in=Case.objects.visible_to(user)).distinct()
        choice_field(self, "officer").choices = [
            ("", _("Tất cả")),
            ("none", _("Chưa phân công")),
            *((str(officer.public_id), officer.get_full_name()) for officer in officers),
        ]

    def apply(self, cases):
        """Return the cases (with_latest) that match; none if a filter is invalid."""
        if not self.is_valid():
            return cases.none()
        chosen = self.cleaned_data
        if chosen["unit"]:
            # With the people of the communes that merged into it.
            cases = cases.filter(latest__unit__in=Unit.objects.within(chosen["unit"]))
        if chosen["category"]:
            cases = cases.filter(latest__category=chosen["category"])
        if chosen["state"] != "all":
            cases = cases.filter(latest__end_on__isnull=not chosen["state"])
        if chosen["officer"]:
            nobody = Q(officer=None, officer_text="")
            cases = cases.filter(nobody if chosen["officer"] == "none" else Q(officer__public_id=chosen["officer"]))
        if chosen["group"]:
            latest = Classification.objects.active().filter(case=OuterRef("pk")).order_by("-on", "-pk")
            cases = cases.annotate(group=Subquery(latest.values("group")[:1]))
            cases = cases.filter(group=None if chosen["group"] == "none" else chosen["group"])
        if chosen["n"]:
            numbers = IdentityNumber.objects.filter(number_index=chosen["n"])
            cases = cases.filter(person__in=numbers.values("person"))
        return cases.filter(_matches(chosen["q"])) if chosen["q"] else cases

    @property
    def is_used(self) -> bool:
        """Whether a filter was chosen and all of them are valid."""
        return self.is_valid() and any(self.cleaned_data.values())


def _matches(text: str) -> Q:
    """Match all words of the name or of a former one, in any order, or a case code."""
    name, other = Q(), OtherName.objects.active()
    for word in fold(text).split():
        name &= Q(person__name_folded__contains=word)
        other = other.filter(name_folded__contains=word)
    return name | Q(person__in=other.values("person")) | Q(code__icontains=text.strip())


def searched(query: QueryDict) -> str:
    """Return the typed search as the query string of the list; an ID number only as its blind index."""
    kept = QueryDict(mutable=True)
    for name in CaseFilterForm.base_fields:
        if value := query.get(name, "").strip():
            kept[name] = value
    try:
        number = check_id_number(kept.get("q", ""))
    except ValueError:
        kept.pop("n", None)
    else:
        del kept["q"]
        kept["n"] = blind_index(number.number)
    return kept.urlencode()
