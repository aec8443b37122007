"""The list of loans, one loan, and the forms that record its facts.

The bank uses the same pages as the police, so they show loan fields only (queries.py).
"""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, seen_version, submit
from accounts.permissions.roles import may, needs
from audit import events as audit_events
from jobs.export_views import known_query, request_page
from loans import forms, queries, services
from loans.choices import BANK_KINDS, FactKind, State
from loans.edit_conflicts import version_of_loan
from loans.export import LIST
from loans.fact_rules import FactValue
from loans.models import Loan

PAGE_SIZE = 50
POSTABLE = ["GET", "HEAD", "POST"]


@require_safe
@needs("loans.view")
def loan_list(request):
    """The loans of the user's units, latest movement first."""
    filters = forms.LoanFilterForm(request.GET or None, user=request.user)
    loans = queries.for_list(queries.loans_visible_to(request.user))
    page = Paginator(filters.apply(loans) if filters.is_bound else loans, PAGE_SIZE).get_page(request.GET.get("page"))
    used = sorted(name for name in filters.fields if request.GET.get(name))
    detail = {"found": page.paginator.count, "page": page.number, "filters": used}
    audit_events.record(by=request.user, action="loan.list", detail=detail)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": queries.loan_rows(page.object_list),
        "query": query.urlencode(),
        "may_export": may(request.user, "loans.export"),
        "may_request": may(request.user, "loans.request"),
    }
    return render(request, "loans/loan_list.html", context)


@require_http_methods(POSTABLE)
@needs("loans.export")
def export(request):
    """Ask for reason and password and start the export. The filters of the list are in the query string."""
    return request_page(request, LIST, known_query(request.GET, forms.LoanFilterForm), "loans/export.html")


@require_safe
@needs("loans.view")
def detail(request, public_id):
    """One loan with its facts, and the facts that the user may record next."""
    loan = _loan(request, public_id)
    _record_access(request, loan, "view")
    row = _row(loan)
    context = {
        "loan": row,
        "facts": queries.fact_rows(loan, request.user),
        "case_links": _case_links(request, loan),
        "may_record": may(request.user, "loans.record"),
        "actions": _next_actions(row) if may(request.user, "loans.bank") else (),
    }
    return render(request, "loans/loan_detail.html", context)


@require_http_methods(POSTABLE)
@needs("loans.record")
def edit(request, public_id):
    """Edit the fields that no report counts: term, rate, code, group."""
    loan = _loan(request, public_id)
    form = bind(request, _edit_form(_row(loan)), instance=loan)
    version = seen_version(request)

    def save(cleaned):
        return services.edit(by=request.user, loan=loan, version=version, data=cleaned)

    return submit(request, form, save, success=_("Đã lưu.")) or _render_form(
        request, loan, form, _("Sửa thông tin món vay")
    )


@require_http_methods(POSTABLE)
@needs("loans.bank")
def decide(request, public_id):
    """Record the bank's decision."""
    answers = ("is_confirmed", "has_other_debt")

    def save(loan, form):
        values = {name: form.cleaned_data[name] for name in answers}
        services.decide(by=request.user, loan=loan, decision=form.value(), **values)

    loan = _bank_loan(request, public_id)
    initial = {name: {True: "yes", False: "no"}.get(getattr(loan, name), "") for name in answers}
    return _record_fact(request, loan, forms.DecisionForm, save, _("Ghi quyết định của ngân hàng"), initial=initial)


@require_http_methods(POSTABLE)
@needs("loans.bank")
def disburse(request, public_id):
    """Record that the bank paid out an amount."""

    def save(loan, form):
        services.disburse(by=request.user, loan=loan, paid=form.value())

    return _record_fact(request, _bank_loan(request, public_id), forms.DisbursementForm, save, _("Ghi giải ngân"))


@require_http_methods(POSTABLE)
@needs("loans.bank")
def balance(request, public_id):
    """Record the balance at the end of a day."""

    def save(loan, form):
        services.record_balance(by=request.user, loan=loan, balance=form.value())

    return _record_fact(request, _bank_loan(request, public_id), forms.BalanceForm, save, _("Ghi dư nợ"))


@require_http_methods(POSTABLE)
@needs("loans.record")
def correct(request, public_id, pk):
    """Correct a fact: the new version replaces the old one, which is kept."""
    loan = _loan(request, public_id)
    fact = _fact(request, loan, pk)
    initial = {name: getattr(fact, name) for name in FactValue.__dataclass_fields__}
    if fact.is_approved is not None:
        initial["is_approved"] = "yes" if fact.is_approved else "no"

    def save(loan, form):
        data = form.cleaned_data
        why = {"why": data["why"], "document_number": data["basis_number"]}
        services.correct(by=request.user, fact=fact, value=form.value(), **why)

    title = _("Sửa: %s") % fact.get_kind_display().lower()
    return _record_fact(request, loan, forms.CORRECTIONS[fact.kind], save, title, initial=initial)


@require_http_methods(POSTABLE)
@needs("loans.record")
def withdraw(request, public_id, pk):
    """Withdraw a fact that was entered by mistake. Withdrawing the request withdraws the loan."""
    loan = _loan(request, public_id)
    fact = _fact(request, loan, pk)

    def save(loan, form):
        data = form.cleaned_data
        services.withdraw(by=request.user, fact=fact, why=data["why"], document_number=data["basis_number"])
        return reverse("loans:list") if fact.kind == FactKind.REQUEST else None

    return _record_fact(request, loan, forms.WithdrawalForm, save, _("Rút: %s") % fact.get_kind_display().lower())


def _record_fact(request, loan, form_class, save, title, initial=None):
    form = bind(request, form_class, record_version=version_of_loan(loan, request.user), initial=initial)
    response = submit(request, form, lambda _cleaned: save(loan, form) or loan, success=_("Đã ghi."))
    return response or _render_form(request, loan, form, title)


def _render_form(request, loan, form, title):
    _record_access(request, loan, "form")
    context = {"loan": _row(loan), "form": form, "title": title, "back": loan.get_absolute_url()}
    return render(request, "loans/loan_form.html", context, status=form_status(form))


def _loan(request, public_id, loans=None) -> Loan:
    loans = queries.loans_visible_to(request.user) if loans is None else loans
    return get_object_or_404(loans.select_related("case", "unit"), public_id=public_id)


def _bank_loan(request, public_id) -> Loan:
    """A loan of the units where the user is the bank's liaison, for facts that only the bank records."""
    return _loan(request, public_id, Loan.objects.for_bank(request.user))


def _row(loan: Loan) -> queries.LoanRow:
    [row] = queries.loan_rows(queries.for_list(Loan.objects.filter(pk=loan.pk)))
    return row


def _edit_form(row: queries.LoanRow) -> type[forms.EditForm]:
    if row.is_expunged:
        return forms.ExpungedEditForm if row.is_named else forms.UnnamedEditForm
    return forms.EditForm


def _fact(request, loan: Loan, pk):
    """A fact of the kinds that the user may record.

    A POST also finds an ended version, so that the service can refuse it with a message.
    """
    facts = loan.facts.all() if request.method == "POST" else loan.facts.current()
    fact = get_object_or_404(facts, pk=pk)
    if not may(request.user, queries.PERMISSION_BY_KIND[fact.kind]):
        raise Http404
    if fact.kind in BANK_KINDS:
        _bank_loan(request, loan.public_id)  # refuses a liaison of other units
    return fact


def _case_links(request, loan: Loan) -> dict | None:
    """Addresses of the case and its need, and the reason of the confirmation. None if the user may not see the case."""
    if loan.case is None or not queries.may_see_cases(request.user):
        return None
    tabs = {name: reverse("cases:tab", args=[loan.case.public_id, name]) for name in ("loans", "support")}
    return {"url": tabs["loans"], "need_url": tabs["support"] if loan.need_id else "", "why": loan.confirmed_why}


def _next_actions(row: queries.LoanRow) -> list[tuple[str, str]]:
    """The facts that the bank may record next, as (address, label)."""
    actions = []
    if row.state == State.WAITING:
        actions.append(("loans:decide", _("Ghi quyết định")))
    if row.is_approved and (row.disbursed or 0) < (row.approved or 0):
        actions.append(("loans:disburse", _("Ghi giải ngân")))
    if row.disbursed:
        actions.append(("loans:balance", _("Ghi dư nợ")))
    return [(reverse(name, args=[row.public_id]), label) for name, label in actions]


def _record_access(request, loan: Loan, action: str) -> None:
    """Audit the access: to the case if the user may see it, otherwise to the loan alone."""
    detail = {"loan": str(loan.public_id), "tab": "loans"}
    if loan.case is not None and queries.may_see_cases(request.user):
        audit_events.record(
            by=request.user, action=f"case.{action}", target=loan.case, unit=loan.unit_id, detail=detail
        )
    else:
        audit_events.record(by=request.user, action=f"loan.{action}", target=loan, unit=loan.unit_id)
