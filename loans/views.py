"""The list of loans, one loan, and what is recorded about it. For the bank as for the police: loan fields alone (reading.py)."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, seen_version, submit
from accounts.permissions.roles import may, needs
from audit import events as audit_events
from loans import forms, queries, services
from loans.choices import BANK_KINDS, FactKind, State
from loans.edit_conflicts import version_of_loan
from loans.fact_rules import FactValue
from loans.models import Loan

PAGE_SIZE = 50
POSTABLE = ["GET", "HEAD", "POST"]


@require_safe
@needs("loans.view")
def loan_list(request):
    """Loans of my units, what moved last first."""
    filters = forms.LoanFilterForm(request.GET or None, user=request.user)
    loans = queries.for_list(queries.loans_of(request.user))
    page = Paginator(filters.apply(loans) if filters.is_bound else loans, PAGE_SIZE).get_page(request.GET.get("page"))
    used = sorted(name for name in filters.fields if request.GET.get(name))
    detail = {"found": page.paginator.count, "page": page.number, "filters": used}
    audit_events.record(by=request.user, action="loan.list", detail=detail)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": queries.rows_of(page.object_list),
        "query": query.urlencode(),
        "may_export": may(request.user, "loans.export"),
        "may_request": may(request.user, "loans.request"),
    }
    return render(request, "loans/loan_list.html", context)


@require_safe
@needs("loans.view")
def detail(request, public_id):
    """One loan: who, how much, and everything that happened; what may be recorded next."""
    loan = _loan(request, public_id)
    _look(request, loan, "view")
    row = _row(loan)
    context = {
        "loan": row,
        "facts": queries.facts_of(loan, request.user),
        "about": _about(request, loan),
        "may_record": may(request.user, "loans.record"),
        "acts": _acts(row) if may(request.user, "loans.bank") else (),
    }
    return render(request, "loans/loan_detail.html", context)


@require_http_methods(POSTABLE)
@needs("loans.record")
def edit(request, public_id):
    """Term, rate, code, group: nothing that is counted."""
    loan = _loan(request, public_id)
    form = bind(request, forms.EditForm, instance=loan)
    version = seen_version(request)

    def act(cleaned):
        return services.edit(by=request.user, loan=loan, version=version, data=cleaned)

    return submit(request, form, act, success=_("Đã lưu.")) or _page(request, loan, form, _("Sửa thông tin món vay"))


@require_http_methods(POSTABLE)
@needs("loans.bank")
def decide(request, public_id):
    answers = ("is_confirmed", "has_other_debt")

    def act(loan, form):
        told = {name: form.cleaned_data[name] for name in answers}
        services.decide(by=request.user, loan=loan, decision=form.value(), **told)

    loan = _lent(request, public_id)
    initial = {name: {True: "yes", False: "no"}.get(getattr(loan, name), "") for name in answers}
    return _record(request, loan, forms.DecisionForm, act, _("Ghi quyết định của ngân hàng"), initial=initial)


@require_http_methods(POSTABLE)
@needs("loans.bank")
def disburse(request, public_id):
    def act(loan, form):
        services.disburse(by=request.user, loan=loan, paid=form.value())

    return _record(request, _lent(request, public_id), forms.DisbursementForm, act, _("Ghi giải ngân"))


@require_http_methods(POSTABLE)
@needs("loans.bank")
def balance(request, public_id):
    def act(loan, form):
        services.record_balance(by=request.user, loan=loan, balance=form.value())

    return _record(request, _lent(request, public_id), forms.BalanceForm, act, _("Ghi dư nợ"))


@require_http_methods(POSTABLE)
@needs("loans.record")
def correct(request, public_id, pk):
    loan = _loan(request, public_id)
    fact = _fact(request, loan, pk)
    initial = {name: getattr(fact, name) for name in FactValue.__dataclass_fields__}
    if fact.is_approved is not None:
        initial["is_approved"] = "yes" if fact.is_approved else "no"

    def act(loan, form):
        told = form.cleaned_data
        why = {"why": told["why"], "document_number": told["basis_number"]}
        services.correct(by=request.user, fact=fact, value=form.value(), **why)

    title = _("Sửa: %s") % fact.get_kind_display().lower()
    return _record(request, loan, forms.CORRECTIONS[fact.kind], act, title, initial=initial)


@require_http_methods(POSTABLE)
@needs("loans.record")
def withdraw(request, public_id, pk):
    """It was entered by mistake. With the request the loan itself goes."""
    loan = _loan(request, public_id)
    fact = _fact(request, loan, pk)

    def act(loan, form):
        told = form.cleaned_data
        services.withdraw(by=request.user, fact=fact, why=told["why"], document_number=told["basis_number"])
        return reverse("loans:list") if fact.kind == FactKind.REQUEST else None

    return _record(request, loan, forms.WithdrawalForm, act, _("Rút: %s") % fact.get_kind_display().lower())


def _record(request, loan, form_class, act, title, initial=None):
    form = bind(request, form_class, record_version=version_of_loan(loan, request.user), initial=initial)
    done = submit(request, form, lambda _cleaned: act(loan, form) or loan, success=_("Đã ghi."))
    return done or _page(request, loan, form, title)


def _page(request, loan, form, title):
    _look(request, loan, "form")
    context = {"loan": _row(loan), "form": form, "title": title, "back": loan.get_absolute_url()}
    return render(request, "loans/loan_form.html", context, status=form_status(form))


def _loan(request, public_id, loans=None) -> Loan:
    found = queries.loans_of(request.user) if loans is None else loans
    return get_object_or_404(found.select_related("case", "unit"), public_id=public_id)


def _lent(request, public_id) -> Loan:
    """For what only the bank records: a loan of the units where the user is the bank's liaison."""
    return _loan(request, public_id, Loan.objects.lent_by(request.user))


def _row(loan: Loan) -> queries.LoanRow:
    [row] = queries.rows_of(queries.for_list(Loan.objects.filter(pk=loan.pk)))
    return row


def _fact(request, loan: Loan, pk):
    """Of one's own side. Posted when it has been corrected or withdrawn, the form says so."""
    among = loan.facts.all() if request.method == "POST" else loan.facts.current()
    fact = get_object_or_404(among, pk=pk)
    if not may(request.user, queries.SIGHTS[fact.kind]):
        raise Http404
    if fact.kind in BANK_KINDS:
        _lent(request, loan.public_id)  # the bank of these units, not merely of others
    return fact


def _about(request, loan: Loan) -> dict | None:
    """The way to the case and to the need, for whoever sees the case."""
    if loan.case is None or not queries.sees_people(request.user):
        return None
    tabs = {name: reverse("cases:tab", args=[loan.case.public_id, name]) for name in ("loans", "support")}
    return {"url": tabs["loans"], "need_url": tabs["support"] if loan.need_id else "", "why": loan.confirmed_why}


def _acts(row: queries.LoanRow) -> list[tuple[str, str]]:
    """What the bank may record next, as (address, label)."""
    found = []
    if row.state == State.WAITING:
        found.append(("loans:decide", _("Ghi quyết định")))
    if row.is_approved and (row.disbursed or 0) < row.approved:
        found.append(("loans:disburse", _("Ghi giải ngân")))
    if row.disbursed:
        found.append(("loans:balance", _("Ghi dư nợ")))
    return [(reverse(name, args=[row.public_id]), label) for name, label in found]


def _look(request, loan: Loan, what: str) -> None:
    """Whoever sees the case has looked at the person; the bank at a loan."""
    told = {"loan": str(loan.public_id), "tab": "loans"}
    if loan.case is not None and queries.sees_people(request.user):
        audit_events.record(by=request.user, action=f"case.{what}", target=loan.case, unit=loan.unit_id, detail=told)
    else:
        audit_events.record(by=request.user, action=f"loan.{what}", target=loan, unit=loan.unit_id)
