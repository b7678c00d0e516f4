"""A federation founded under the example pack for France: its clubs read French, wherever they look."""

import csv
import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests import factories
from tests.registration.conftest import TODAY, World, a_draft, an_account
from tests.web.desks import enter  # noqa: F401
from tests.web.reading import said_on
from umbel import outcomes
from umbel.audit.actors import Actor
from umbel.documents import typesetting
from umbel.exchange.export import export_register
from umbel.notices.models import Notice
from umbel.policy import find_pack, installed_packs
from umbel.policy.catalogue import VARIABLE
from umbel.policy.reading import read_toml
from umbel.registration import acts, letters
from umbel.registration.acts import Ruled
from umbel.registration.states import Position
from umbel.structure.acts import adopt_vocabulary, establish_body, found_federation
from umbel.structure.models import Concept, District
from umbel.structure.states import TierCode
from umbel.words import Message, Words

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
BY = Actor.program("tests")
CLUB = "Club nautique des Abers"
COMMITTEE = Words({"fr": "Comité régional de Bretagne", "en": "Regional Committee of Brittany"})
SWIMMERS = Words({"fr": "Nageurs de l’Odet", "en": "Odet Swimmers"})
PURPOSES = "La natation en mer et le sauvetage."
REFUSAL = {
    "reasons": "L’objet du club est la voile.",
    "facts_relied_on": "Les statuts, article 2.",
    "facts_set_aside": "Aucun.",
}
VALUE = re.compile(r"\{\w+\}")
WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
"""Two words: what a page says, rather than a code."""


@pytest.fixture
def france(db, settings, tmp_path, monkeypatch):
    """A federation founded by its acts, with a committee for Brittany, a club and everyone who deals with another."""
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    monkeypatch.setenv(VARIABLE, str(EXAMPLES))
    pack = find_pack("federation-sportive")
    names = Words({"fr": "Fédération des sports de plein air", "en": "Outdoor Sports Federation"})
    federation = found_federation(names=names, pack=pack, by=BY, is_demo=True, stands_on=TODAY)
    adopt_vocabulary(pack=pack, by=BY)
    apex = establish_body(tier=TierCode.APEX, code="APEX", names=names, on=date(2020, 1, 1), by=BY)
    swimming, brittany = Concept.objects.get(code="B2"), District.objects.get(code="53")
    committee = factories.a_committee(
        apex,
        "BRE",
        remit=[(swimming, brittany)],
        names=COMMITTEE,
    )
    club = factories.an_organization(committee, swimming, brittany)
    club.particulars.update(names=SWIMMERS)
    return World(
        federation=federation,
        pack=pack,
        concept=swimming,
        district=brittany,
        one=committee,
        club=club,
        applicant=an_account("applicant", name="Anne Le Goff"),
        officer=an_account("registrar-officer", name="Yann Kerven"),
        decider=an_account("registrar-decider", name="Maud Riou"),
        joint=an_account("joint-officer", body=committee, name="Loïc Salaün"),
    )


@pytest.fixture
def printed(monkeypatch):
    """What went into each letter and certificate, as it was printed."""
    calls = []
    really = typesetting._compiler()

    def compile_and_note(**named):
        calls.append(json.loads(named["sys_inputs"]["data"]))
        return really.compile(**named)

    monkeypatch.setattr(typesetting, "_compiler", lambda: SimpleNamespace(compile=compile_and_note))
    return calls


def examined(france):
    """An application in French that waits for its decision."""
    draft = a_draft(france, CLUB, language="fr", purposes=PURPOSES)
    application = acts.submit(application=draft, on=TODAY, by=france.applicant)
    acts.accept_as_complete(application=application, on=TODAY, by=france.officer)
    acts.examine(application=application, recommends=True, findings="Dossier complet.", on=TODAY, by=france.officer)
    opinion = application.opinions.get()
    acts.give_opinion(
        opinion=opinion, position=Position.NO_OBJECTION, reasons="Un club utile.", on=TODAY, by=france.joint
    )
    application.refresh_from_db()
    return application


def phrases(value):
    """Every phrase of a pack's files, as the table of its languages."""
    if isinstance(value, dict) and {"fr", "en"} <= set(value):
        yield {tag: " ".join(text.split()) for tag, text in value.items()}
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from phrases(inner)


FILES = [path.read_text() for path in sorted((EXAMPLES / "federation-sportive").rglob("*.*"))]
DATA = " ".join(" ".join(text.split()) for text in FILES) + "\n".join(
    ["", CLUB, PURPOSES, *COMMITTEE.values(), *SWIMMERS.values()]
)
PHRASES = [phrase for text in FILES if "[[" in text for phrase in phrases(read_toml("x.toml", text)[0])]
DATA += "\n".join(phrase["fr"] for phrase in PHRASES)
ENGLISH = {phrase["en"] for phrase in PHRASES if " " in phrase["en"]} - {phrase["fr"] for phrase in PHRASES}
LONG = {text for text in ENGLISH if len(text) > 20}


def said_in(client, language, name, *args):
    """What a page says to a reader of this language."""
    response = client.get(reverse(name, args=args), headers={"Accept-Language": language})
    assert response.status_code == 200, name
    text = response.content.decode()
    assert f'<html lang="{language}"' in text
    return text, said_on(text)


def still_english(client, name, *args):
    """What stands on the French page as on the English one, but for data; and the pack's English."""
    _page, english = said_in(client, "en", name, *args)
    _page, french = said_in(client, "fr", name, *args)
    other_rules = {f"{pack.title} {pack.version}" for pack in installed_packs() if "fr" not in pack.languages}
    known = [text for text in french if text in english and WORDS.search(text) and text not in other_rules]
    said = [text for text in known if text not in DATA]
    return said + [text for text in french if text in ENGLISH or any(long in text for long in LONG)]


PUBLIC = ["front", "about", "register", "federation", "roles", "decisions", "papers", "deciding", "cycles"]
PUBLIC += ["ledger", "supervisors", "extensions", "draws", "consultations", "pace", "apply"]


def test_public_pages_are_in_french_with_the_words_of_the_pack(france, client):
    assert {name: found for name in PUBLIC if (found := still_english(client, name))} == {}
    rules = ("federation-sportive", "1.0.0")
    for name, *args in (
        ("pack", *rules),
        ("pack-duties", *rules),
        ("committee", "BRE"),
        ("organization", france.club.pk),
    ):
        assert still_english(client, name, *args) == [], name
    page, _said = said_in(client, "fr", "pack", *rules)
    assert "Contrat d’engagement républicain" not in page
    assert "Charte du club et contrat d’engagement républicain" in page
    assert "label or" in page
    page, _said = said_in(client, "fr", "organization", france.club.pk)
    assert "Nageurs de l’Odet" in page
    assert "Natation" in page
    assert "Bretagne" in page


def test_the_language_switch_offers_the_federations_own_first(france, client):
    page, _said = said_in(client, "en", "front")
    switch = page.split('class="umbel-languages"', 1)[1].split("</form>", 1)[0]
    offered = re.findall(r'<(?:button|span)[^>]* lang="([^"]+)"', switch)
    assert offered[:2] == ["fr", "en"]


def test_an_applicant_is_asked_in_french(france, enter):  # noqa: F811
    browser = enter(france.applicant)
    reference = a_draft(france, CLUB, language="fr", purposes=PURPOSES).reference
    questions = [question.code for question in france.pack.questions]
    assert still_english(browser, "applications") == []
    assert still_english(browser, "application", reference) == []
    assert still_english(browser, "application-check", reference) == []
    found = {code: still_english(browser, "application-question", reference, code) for code in questions}
    assert {code: texts for code, texts in found.items() if texts} == {}
    page, _said = said_in(browser, "fr", "application-question", reference, "office-holders")
    assert "référence protection" in page


def test_a_refusal_is_written_in_french(france, printed):
    ruled = Ruled(ground="other-discipline", **REFUSAL)
    acts.refuse(application=examined(france), ruled=ruled, on=TODAY, by=france.decider)
    [letter] = printed
    assert (letter["lang"], letter["day"]) == ("fr", "30 juin 2026")
    assert letter["sender"] == "Commission d’affiliation"
    [said] = letter["paragraphs"]
    assert said.startswith("Votre demande d’enregistrement a été déposée le 30 juin 2026 pour Club nautique des Abers.")
    [(_rule, ground), *_facts] = letter["facts"]
    assert ground.startswith(
        "L’objet du club n’entre pas dans les disciplines de la fédération (Code du sport, article"
    )
    assert "Comité national olympique et sportif français (CNOSF), dans un délai de 15 jours" in letter["review"]
    assert "21 juillet 2026" not in letter["review"], "14 July is a holiday"
    assert "22 juillet 2026" in letter["review"]
    assert english_in(letter) == []


def test_the_certificate_is_in_both_languages_french_first(france, printed):
    outcomes.register(application=examined(france), ruled=Ruled(reasons="Conforme."), on=TODAY, by=france.decider)
    [certificate] = printed
    rows = [[line["text"] for line in row["value"]] for row in certificate["rows"]]
    assert ["association déclarée (loi de 1901)", "declared association (law of 1901)"] in rows
    assert ["Natation", "Swimming"] in rows
    assert ["Bretagne", "Brittany"] in rows
    assert [line["lang"] for line in certificate["words"]["heading"]] == ["fr", "en"]
    assert [line["text"] for line in certificate["registrar"]] == ["Commission d’affiliation", "Affiliation commission"]


def test_a_notice_is_kept_in_both_languages_and_an_applicants_in_the_one_they_chose(france):
    examined(france)
    kept = {
        (notice.party_kind, tuple(sorted(words)))
        for notice in Notice.objects.all()
        for words in (notice.title, notice.text)
    }
    assert kept == {("account", ("fr",)), ("body", ("en", "fr"))}


def test_what_is_exported_has_a_column_for_each_language(france, tmp_path):
    export_register(to=tmp_path / "out", as_of=TODAY)
    with (tmp_path / "out" / "organizations.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert [name for name in row if name.startswith("name_")] == ["name_fr", "name_en"]
    assert (row["name_fr"], row["name_en"]) == ("Nageurs de l’Odet", "Odet Swimmers")


def english_in(printed_words):
    """Sentences of the program and of the pack that were printed in English."""
    said = json.dumps(printed_words, ensure_ascii=False)
    found = [message.text for message in vars(letters).values() if isinstance(message, Message)]
    parts = {part.strip() for text in found for part in VALUE.split(text)}
    return [text for text in {*parts, *ENGLISH} if len(text) > 8 and text in said]
