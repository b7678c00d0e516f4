"""The site says everything in each of its languages, with the values that the English names."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools import messages


def test_every_message_of_templates_and_code_is_found():
    assert sum(1 for _ in messages.found()) > 200


@pytest.mark.parametrize("language", messages.languages())
def test_no_catalogue_has_a_problem(language):
    assert messages.problems(language) == []


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Catalogues in a folder of their own."""
    monkeypatch.setattr(messages, "LOCALE", tmp_path)

    def write(language, words):
        place = tmp_path / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        with (place / "django.po").open("wb") as file:
            write_po(file, words)

    return write


def said(english, french):
    words = Catalog(locale="fr", fuzzy=False)
    words.add(english, french)
    return words


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Due {day}", "Échéance"),
        ("Due {day}", "Échéance {jour}"),
        ("%(many)s rows", "Lignes"),
        ("%s rows", "%d lignes"),
        ("<strong>%(many)s</strong> rows", "%(many)s lignes"),
        (("%(many)s row", "%(many)s rows"), ("Une ligne", "Des lignes")),
    ],
)
def test_a_translation_keeps_values_and_tags(written, english, french):
    written("fr", said(english, french))
    assert len(messages.misfits("fr")) == 1


def test_one_of_something_may_be_said_without_its_number(written):
    written("fr", said(("%(many)s row", "%(many)s rows"), ("une ligne", "%(many)s lignes")))
    assert messages.misfits("fr") == []


@pytest.fixture
def lacking_two(request):
    """Both languages without a sentence of the public and without one of officers."""
    whole = {language: messages.catalogue(language) for language in messages.languages()}
    for words in whole.values():
        for text in ("Skip to main content", "Put on the file"):
            words.get(text).string = ""
    write = request.getfixturevalue("written")
    for language, words in whole.items():
        write(language, words)


def test_only_what_officers_alone_read_may_be_missing(lacking_two):
    assert messages.problems("fr") == ["fr: not translated: 'Skip to main content'"]
    assert len(messages.problems("zh_Hans")) == 2, "a language of officers lacks nothing"


def test_what_is_missing_is_listed_file_by_file(lacking_two, capsys):
    assert messages.main("missing", "fr") == 0
    said = capsys.readouterr().out
    assert "fr: 2 of " in said
    assert "  umbel/web/templates/page.html\n    'Skip to main content'\n" in said
    assert "  umbel/web/templates/desk/stages/examination.html (officers only)\n    'Put on the file'\n" in said
    with pytest.raises(SystemExit):
        messages.main("missing", "xx")


def test_a_catalogue_that_is_begun_holds_nobody_up_until_it_is_whole(written, monkeypatch, capsys):
    words = Catalog()
    for text in ("Skip to main content", "Search"):
        words.add(text, None, [("umbel/web/templates/page.html", 0)])
    monkeypatch.setattr(messages, "template", lambda: words)

    assert messages.main("begin", "es") == messages.main("begin", "es") == messages.main("check", "es") == 0
    assert messages.main("compile") == 0
    file = messages.LOCALE / "es" / "LC_MESSAGES" / "django.po"
    assert file.read_text().startswith(f"# Umbel in Spanish. {messages.BEGUN}\n")
    assert not file.with_suffix(".mo").exists(), "it is not offered"
    assert messages.main("compile", "es") == 0
    assert file.with_suffix(".mo").exists(), "but can be looked at"

    file.write_text(file.read_text().replace('content"\nmsgstr ""', 'content"\nmsgstr "Ir al contenido"'))
    file.write_text(file.read_text().replace('Search"\nmsgstr ""', 'Search"\nmsgstr "Buscar"'))
    assert messages.main("update") == 0
    assert file.read_text().startswith("# Umbel in Spanish.\n")
    words.add("One sentence more", None, [("umbel/web/templates/page.html", 0)])
    messages.main("update")
    assert messages.main("check", "es") == 1, "what was whole once stays whole"
    assert "es: not translated: 'One sentence more'" in capsys.readouterr().out


@pytest.mark.parametrize("said", [["begin"], ["begin", "xx"], ["begin", "../es"], ["translate", "fr"]])
def test_a_language_that_django_does_not_know_is_not_begun(written, said):
    with pytest.raises(SystemExit):
        messages.main(*said)
    assert not list(messages.LOCALE.iterdir())


def test_the_places_of_officers_are_there():
    assert [place for place in messages.OFFICERS if not (messages.ROOT / place).exists()] == []
