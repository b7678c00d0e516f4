"""Every page. Names are what templates and tests call them by."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from umbel.web import front
from umbel.web.audit import views as audit
from umbel.web.evaluation import views as evaluation
from umbel.web.policy import views as policy
from umbel.web.register import views as register
from umbel.web.structure import committees, federation, files

urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("about/", front.about, name="about"),
    path("view-as/", front.view_as, name="view-as"),
    path("language/", set_language, name="set_language"),
    path("register/", register.search, name="register"),
    path("federation/", federation.federation, name="federation"),
    path("committees/<str:code>/", committees.committee, name="committee"),
    path("committees/<str:code>/placements/", committees.placements, name="committee-placements"),
    path("organizations/<int:number>/", files.organization, name="organization"),
    path("organizations/<int:number>/obligations/", files.obligations, name="organization-obligations"),
    path("organizations/<int:number>/activities/", files.activities, name="organization-activities"),
    path("organizations/<int:number>/grade/", files.grade, name="organization-grade"),
    path("organizations/<int:number>/grade/<slug:cycle>/", files.grade, name="organization-grade-in"),
    path("organizations/<int:number>/grade/<slug:cycle>/<str:measure>/", files.records, name="organization-records"),
    path("cycles/", evaluation.cycles, name="cycles"),
    path("cycles/<slug:code>/", evaluation.cycle, name="cycle"),
    path("cycles/<slug:code>/<slug:chart>.svg", evaluation.chart, name="cycle-chart"),
    path("packs/", policy.packs, name="packs"),
    path("packs/<str:code>/<str:version>/", policy.pack, name="pack"),
    path("ledger/", audit.ledger, name="ledger"),
    path("ledger/checkpoint.txt", audit.checkpoint, name="ledger-checkpoint"),
    path("ledger/<int:number>/", audit.entry, name="entry"),
    path("ledger/<int:number>/receipt.json", audit.receipt, name="entry-receipt"),
]
