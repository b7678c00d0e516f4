"""Every page. Names are what templates and tests call them by."""

from django.urls import URLPattern, URLResolver, include, path

from umbel.web import addresses, components, front, kept_forms, subjects
from umbel.web.accounts import keys, samples
from umbel.web.accounts import views as accounts
from umbel.web.activities import due, extending, report, reporting, uploading, visiting
from umbel.web.audit import views as audit
from umbel.web.audit.what_can_be_done import what_can_be_done
from umbel.web.bulletins import reading as bulletins
from umbel.web.bulletins import returns
from umbel.web.bulletins import writing as bulletin_writing
from umbel.web.casework import opening
from umbel.web.casework import views as casework
from umbel.web.commitments import views as commitments
from umbel.web.desk import views as desk
from umbel.web.documents import views as documents
from umbel.web.evaluation import assessing, correcting, grounds, road
from umbel.web.evaluation import views as evaluation
from umbel.web.exchange import organization_archive
from umbel.web.notices import deadlines
from umbel.web.notices import views as notices
from umbel.web.policy import views as policy
from umbel.web.register import decisions as against
from umbel.web.register import supervisors
from umbel.web.register import views as register
from umbel.web.registration import pace
from umbel.web.registration.applying import applications, check, questions
from umbel.web.registration.changes import views as changes
from umbel.web.registration.desk import application, change
from umbel.web.rulemaking import consulting, draft, lab, moved
from umbel.web.rulemaking import files as drafted
from umbel.web.structure import committees, federation, files

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("about/", front.about, name="about"),
    path("components/", components.components, name="components"),
    path("view-as/", samples.view_as, name="view-as"),
    path("account/kept/", kept_forms.kept_form, name="kept-form"),
    path("account/roles/", accounts.seat, name="seat"),
    path("account/keys/", keys.keys, name="access-keys"),
    path("account/", include("allauth.urls")),
    path("roles/", accounts.roles, name="roles"),
    path("acts/", what_can_be_done, name="acts"),
    path("roles/holders/", accounts.holders, name="role-holders"),
    path("roles/holders/<int:number>/end/", accounts.end, name="role-end"),
    path("roles/invitations/<int:number>/withdraw/", accounts.withdraw, name="invitation-withdraw"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("language/", addresses.choose, name="set_language"),
    path("register/", register.search, name="register"),
    path("federation/", federation.federation, name="federation"),
    path("committees/<str:code>/", committees.committee, name="committee"),
    path("committees/<str:code>/placements/", committees.placements, name="committee-placements"),
    path("organizations/<int:number>/", files.organization, name="organization"),
    path("organizations/<int:number>/obligations/", due.due, name="organization-obligations"),
    path("organizations/<int:number>/activities/", files.activities, name="organization-activities"),
    path("organizations/<int:number>/obligations/<int:obligation>/hand-in/", due.hand_in, name="hand-in"),
    path("organizations/<int:number>/report/", reporting.report, name="activity-report"),
    path("organizations/<int:number>/report/sheet/", uploading.upload, name="activity-upload"),
    path("organizations/<int:number>/report/sheet.xlsx", uploading.download, name="activity-sheet"),
    path("uploads/<int:number>/", uploading.progress, name="upload-progress"),
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/new/", bulletin_writing.write, name="bulletin-new"),
    path("bulletins/<int:number>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:number>/copies/", bulletins.copies, name="bulletin-copies"),
    path("calls/", returns.calls, name="calls"),
    path("calls/<int:number>/", returns.call, name="call"),
    path("calls/<int:number>/returns/", returns.rows, name="call-rows"),
    path("returns/<int:number>/", returns.one, name="return"),
    path("organizations/<int:number>/cases/new/", opening.open_new, name="case-new"),
    path("cases/", casework.cases, name="cases"),
    path("cases/<str:reference>/", casework.case, name="case"),
    path("cases/<str:reference>/file.pdf", casework.printed, name="case-file"),
    path("decisions/", against.decisions, name="decisions"),
    path("decisions/papers/", against.papers, name="papers"),
    path("decisions/<str:reference>/", against.decision, name="decision"),
    path("draws/", visiting.draws, name="draws"),
    path("draws/<int:number>/lots.csv", visiting.draw_lots, name="draw-lots"),
    path("visits/", visiting.visits, name="visits"),
    path("visits/<int:number>/", visiting.visit, name="visit"),
    path("supervisors/", supervisors.figures, name="supervisors"),
    path("supervisors/cases/", supervisors.decided, name="deciding"),
    path("glance/", supervisors.glance, name="glance"),
    path("desk/calls/", supervisors.calling, name="calling"),
    path("extensions/", extending.extensions, name="extensions"),
    path("extensions/new/", extending.extend, name="extension-new"),
    path("activities/<int:number>/", report.activity, name="activity"),
    path("activities/<int:number>/change/", reporting.change, name="activity-change"),
    path("organizations/<int:number>/grade/", files.grade, name="organization-grade"),
    path("organizations/<int:number>/grade/<slug:cycle>/", files.grade, name="organization-grade-in"),
    path("organizations/<int:number>/grade/<slug:cycle>/<str:measure>/", files.records, name="organization-records"),
    path("organizations/<int:number>/file/", organization_archive.whole_file, name="organization-file"),
    path("organizations/<int:number>/file.zip", organization_archive.export, name="organization-export"),
    path("organizations/<int:number>/commitments/", commitments.commitments, name="organization-commitments"),
    path("organizations/<int:number>/commitments/make/<slug:code>/", commitments.make, name="commitment-make"),
    path(
        "organizations/<int:number>/commitments/<int:commitment>/propose/",
        commitments.propose,
        name="commitment-propose",
    ),
    path("organizations/<int:number>/proposals/<int:proposal>/", commitments.proposal, name="proposal"),
    path("organizations/<int:number>/undertakings/<int:undertaking>/", commitments.answer, name="undertaking-answer"),
    path("organizations/<int:number>/changes/", changes.changes, name="organization-changes"),
    path("organizations/<int:number>/changes/new/<slug:kind>/", changes.change_request, name="change-request"),
    path("changes/<slug:reference>/", changes.change, name="change"),
    path("changes/<slug:reference>/withdraw/", changes.withdraw_change, name="change-withdraw"),
    path("changes/<slug:reference>/review/", changes.review_change, name="change-review"),
    path("subjects/<slug:kind>/<str:key>/", subjects.subject, name="subject"),
    path("apply/", applications.apply, name="apply"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<slug:reference>/", applications.application, name="application"),
    path("applications/<slug:reference>/check/", check.check, name="application-check"),
    path("applications/<slug:reference>/withdraw/", applications.withdraw, name="application-withdraw"),
    path("applications/<slug:reference>/review/", applications.review, name="application-review"),
    path("applications/<slug:reference>/save/<slug:question>/", questions.save, name="application-save"),
    path("applications/<slug:reference>/<slug:question>/", questions.question, name="application-question"),
    path("desk/", desk.desk, name="desk"),
    path("desk/applications/<slug:reference>/", application.application, name="desk-application"),
    path("desk/changes/<slug:reference>/", change.change, name="desk-change"),
    path("desk/<slug:code>/", desk.desk_list, name="desk-list"),
    path("registration/pace/", pace.pace, name="pace"),
    path("inbox/", notices.inbox, name="inbox"),
    path("inbox/<int:number>/", notices.notice, name="notice"),
    path("deadlines/", deadlines.deadlines, name="deadlines"),
    path("deadlines/renew/", deadlines.renew, name="feed-renew"),
    path("deadlines/<str:token>.ics", deadlines.calendar, name="deadlines-feed"),
    path("mail/", notices.mail, name="mail"),
    path("mail/<str:file>/<int:number>/", notices.message, name="mail-message"),
    path("documents/<int:number>/", documents.document, name="document"),
    path("cycles/", evaluation.cycles, name="cycles"),
    path("cycles/<slug:code>/", evaluation.cycle, name="cycle"),
    path("cycles/<slug:code>/grounds/", grounds.grounds, name="cycle-grounds"),
    path("cycles/<slug:code>/step/", road.step, name="cycle-step"),
    path("organizations/<int:number>/assessment/<slug:cycle>/", assessing.assessment, name="assessment"),
    path("organizations/<int:number>/assessment/<slug:cycle>/correct/", correcting.correct, name="fact-correct"),
    path("organizations/<int:number>/assessment/<slug:cycle>/proof.json", assessing.proof, name="grade-proof"),
    path("organizations/<int:number>/assessment/<slug:cycle>/letter.pdf", assessing.letter, name="grade-letter"),
    path("cycles/<slug:code>/<slug:chart>.svg", evaluation.chart, name="cycle-chart"),
    path("packs/", policy.packs, name="packs"),
    path("packs/<str:code>/<str:version>/", policy.pack, name="pack"),
    path("packs/<str:code>/<str:version>/duties/", policy.duties, name="pack-duties"),
    path("lab/", lab.lab, name="lab"),
    path("lab/<int:number>/", draft.draft, name="lab-draft"),
    path("lab/<int:number>/files/", drafted.files, name="lab-files"),
    path("lab/<int:number>/moved/", moved.moved, name="lab-moved"),
    path("consultations/", consulting.consulted, name="consultations"),
    path("consultations/<int:number>/", consulting.consultation, name="consultation"),
    path("consultations/<int:number>/rules/", consulting.rules, name="consultation-rules"),
    path("ledger/", audit.ledger, name="ledger"),
    path("ledger/checkpoint.txt", audit.checkpoint, name="ledger-checkpoint"),
    path("ledger/<int:number>/", audit.entry, name="entry"),
    path("ledger/<int:number>/receipt.json", audit.receipt, name="entry-receipt"),
]
