from django.urls import path

from cases import (
    audit_views,
    claim_views,
    correction_views,
    detail_views,
    ending_views,
    export_views,
    id_views,
    import_views,
    law_views,
    merge_views,
    notice_views,
    official_views,
    paper_views,
    reception_views,
    record_views,
    reoffence_views,
    supervision_views,
    transfer_views,
    views,
    worklist_views,
)

app_name = "cases"

# /cases/
urlpatterns = [
    path("", views.case_list, name="list"),
    path("search/", views.case_search, name="search"),
    path("export/", export_views.ask, name="export"),
    # What is to be done
    path("worklist/", worklist_views.duties, name="worklist"),
    path("worklist/digest/", worklist_views.digest, name="digest"),
    path("<uuid:public_id>/duties/<str:duty>/snooze/", worklist_views.snooze, name="snooze"),
    path("<uuid:public_id>/duties/<str:duty>/resume/", worklist_views.resume, name="resume"),
    # Coming home
    path("receive/", reception_views.receive, name="receive"),
    path("receive/likeness/", reception_views.likeness, name="likeness"),
    path("notices/", notice_views.notices, name="notices"),
    path("notices/new/", notice_views.add, name="notice-add"),
    path("notices/list/", notice_views.add_list, name="notice-list"),
    path("notices/<uuid:public_id>/", notice_views.notice, name="notice"),
    path("notices/<uuid:public_id>/verify/", notice_views.verify, name="notice-verify"),
    path("notices/<uuid:public_id>/settle/", notice_views.settle, name="notice-settle"),
    # Going on elsewhere
    path("transfers/", transfer_views.transfers, name="transfers"),
    path("transfers/<uuid:public_id>/", transfer_views.transfer, name="transfer"),
    path("<uuid:public_id>/transfer/", transfer_views.ask, name="transfer-ask"),
    # Who follows
    path("<uuid:public_id>/assign/officer/", supervision_views.assign, {"role": "officer"}, name="assign-officer"),
    path("<uuid:public_id>/assign/helper/", supervision_views.assign, {"role": "helper"}, name="assign-helper"),
    path("hand-over/<uuid:user_id>/", supervision_views.hand_over, name="hand-over"),
    # What ends
    path("<uuid:public_id>/close/", ending_views.close, name="close"),
    path("<uuid:public_id>/complete/", ending_views.complete, name="complete"),
    path("<uuid:public_id>/revoke/", ending_views.revoke, name="revoke"),
    path("<uuid:public_id>/shorten/<uuid:record_id>/", ending_views.shorten, name="shorten"),
    path("<uuid:public_id>/expunge/<uuid:record_id>/", ending_views.expunge, name="expunge"),
    path("<uuid:public_id>/correct/", correction_views.correct, name="correct"),
    path("<uuid:public_id>/withdraw/", correction_views.withdraw, name="withdraw"),
    path("sealed/", ending_views.open_sealed, name="sealed-open"),
    path("sealed/none/", ending_views.sealed_none, name="sealed-none"),
    path("sealed/<uuid:public_id>/", ending_views.sealed, name="sealed"),
    # Who it is
    path("<uuid:public_id>/details/", detail_views.details, name="details"),
    path("<uuid:public_id>/person/", detail_views.person, name="person"),
    path("<uuid:public_id>/numbers/new/", detail_views.add_number, name="add-number"),
    path("<uuid:public_id>/names/new/", detail_views.add_name, name="add-name"),
    path("numbers/", claim_views.numbers, name="numbers"),
    path("numbers/<uuid:number_id>/", claim_views.number, name="number-claim"),
    path("<uuid:public_id>/same/", merge_views.same, name="same"),
    path("<uuid:public_id>/same/<uuid:merge_id>/", merge_views.part, name="part"),
    # Scans
    path("<uuid:public_id>/documents/new/", paper_views.attach, name="attach"),
    path("<uuid:public_id>/documents/<uuid:record_id>/file/", paper_views.paper, name="paper"),
    # Official forms, filled in
    path("<uuid:public_id>/forms/<slug:slug>/", official_views.of_case, name="form"),
    path("<uuid:public_id>/breaches/<uuid:record_id>/forms/<slug:slug>/", official_views.of_breach, name="breach-form"),
    path("notices/<uuid:public_id>/form/", official_views.of_notice, name="notice-form"),
    # Who looked at whom
    path("looks/", audit_views.officers, name="officers"),
    path("looks/<uuid:user_id>/", audit_views.officer, name="officer-looks"),
    path("<uuid:public_id>/looks/", audit_views.looks, name="looks"),
    path("<uuid:public_id>/numbers/<uuid:number_id>/", id_views.unmask, name="unmask"),
    # /cases/…/: one case, its tabs, and the plain records that hang on it (kinds/)
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/tab/<slug:slug>/", views.detail, name="tab"),
    path("<uuid:public_id>/records/<slug:slug>/new/", record_views.add, name="record-add"),
    path("<uuid:public_id>/records/<slug:slug>/<uuid:record_id>/", record_views.edit, name="record-edit"),
    path("<uuid:public_id>/records/<slug:slug>/<uuid:record_id>/strike/", record_views.strike, name="record-strike"),
    # Reoffences: recorded by one, changed by two
    path("<uuid:public_id>/reoffences/new/", reoffence_views.record, name="reoffence-record"),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/correct/",
        reoffence_views.ask,
        {"kind": "correct"},
        name="reoffence-correct",
    ),
    path(
        "<uuid:public_id>/reoffences/<int:pk>/withdraw/",
        reoffence_views.ask,
        {"kind": "withdraw"},
        name="reoffence-withdraw",
    ),
    # The rules in force, with their sources
    path("law/", law_views.rules, name="law"),
    path("changes/", reoffence_views.changes, name="changes"),
    path("changes/<uuid:change_id>/", reoffence_views.decide, name="change"),
    # /cases/import/
    path("import/", import_views.upload, name="import"),
    path("import/<uuid:job_id>/", import_views.check, name="import-check"),
    path("import/<uuid:job_id>/apply/", import_views.apply, name="import-apply"),
]
