"""What `make test-quick` chooses: what changed, then what stands on it, and never more than a minute has room for."""

import pytest

from tools.quick_tests import BUDGET, ROOT, all_stands_on, choose, piece_of


def test_a_change_in_a_piece_chooses_its_tests_first_and_those_of_what_stands_on_it():
    chosen, _ = choose(["umbel/evaluation/acts/planning.py"], {})
    assert chosen[0].startswith("tests/evaluation/")
    assert any(name.startswith("tests/rulemaking/") for name in chosen)
    assert not any(name.startswith(("tests/casework/", "tests/ledger/")) for name in chosen)


def test_a_change_in_a_face_chooses_the_pages_of_its_piece_first():
    chosen, left_out = choose(["umbel/web/templates/casework/case.html", "umbel/web/casework/views.py"], {})
    assert "tests/web/test_case_pages.py" in chosen[:8]
    assert "tests/web/test_access.py" in left_out


def test_a_changed_module_of_tests_is_chosen_before_everything():
    chosen, _ = choose(["tests/ledger/test_tree.py"], {})
    assert chosen[0] == "tests/ledger/test_tree.py"
    assert all(name.startswith("tests/house/") for name in chosen[1:])


def test_what_a_minute_has_no_room_for_is_left_out_and_named():
    lasting = {"tests/ledger/test_tree.py": BUDGET + 1}
    chosen, left_out = choose(["tests/ledger/test_tree.py", "README.md"], lasting)
    assert "tests/ledger/test_tree.py" not in chosen
    assert left_out == ["tests/ledger/test_tree.py"]


def test_a_template_belongs_to_the_piece_that_it_shows():
    assert piece_of("umbel/web/templates/casework/case.html") == "web/casework"
    assert piece_of("umbel/web/urls.py") == "web"
    assert piece_of("umbel/deadlines.py") == "deadlines"
    assert piece_of("docs/reference/api.md") is None
    assert piece_of("umbel/packs/beijing-2016/pack.toml") == "policy"
    assert piece_of("assets/_tokens.scss") == "web"


def test_a_changed_helper_chooses_the_tests_that_use_it_through_others_too():
    chosen, left_out = choose(["tests/cli/places.py"], {})
    assert "tests/cli/test_serving.py" in chosen, "It takes from the helper itself."
    assert "tests/cli/test_clocks.py" in chosen + left_out, "Its conftest.py does."
    assert not any(name.startswith(("tests/ledger/", "tests/rubric/")) for name in chosen + left_out)


def test_a_changed_conftest_chooses_what_lies_below_it():
    chosen, left_out = choose(["tests/web/conftest.py"], {})
    below = {str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "web").rglob("test_*.py")}
    assert below <= set(chosen + left_out)
    assert not any(name.startswith("tests/ledger/") for name in chosen + left_out)


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml", "umbel/site/settings.py", "tests/conftest.py"])
def test_every_test_stands_on_settings_and_dependencies(name):
    chosen, left_out = choose([name], {})
    assert set(chosen + left_out) == {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    assert all_stands_on([name, "README.md"]) == [name]
