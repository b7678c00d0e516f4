"""How an installation begins: where its folder is, who reads it, and what its variables may say."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from umbel.site.owning import FOLDERS, usual_home

ROOT = Path(__file__).parents[2]


def settings_loaded(home, code="", *, check=True, **environment):
    """What a program says that loads the settings of an installation and does no more than this."""
    code = f"import os; os.umask(0o022); import umbel.site.settings; {code}"
    own = {name: value for name, value in os.environ.items() if name != "UMBEL_SECRET_KEY"}
    environment = {**own, "UMBEL_HOME": str(home), "UMBEL_DATABASE": "sqlite", **environment}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=check)


def modes(folder):
    """What may be done with each entry, by owner, group and others."""
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir()}


def test_what_an_installation_keeps_is_read_by_its_owner_alone_and_files_elsewhere_as_ever(tmp_path):
    home = tmp_path / "new" / "home"
    settings_loaded(home, f"open({str(tmp_path / 'export.csv')!r}, 'w')")
    assert modes(home.parent) == {"home": "0o700"}
    assert modes(home) == {"secret-key": "0o600"}
    assert modes(tmp_path)["export.csv"] == "0o644"


def test_what_lies_in_a_folder_that_others_may_read_is_closed_before_it_is_written(tmp_path):
    tmp_path.chmod(0o755)
    settings_loaded(tmp_path)
    assert modes(tmp_path) == {
        **dict.fromkeys(FOLDERS, "0o700"),
        **dict.fromkeys(("umbel.sqlite3", "secret-key"), "0o600"),
    }


def test_a_group_that_shares_an_installation_reads_and_writes_what_any_of_them_made(tmp_path):
    home = tmp_path / "home"
    code = (
        "import django; django.setup(); from django.db import connection; connection.ensure_connection();"
        "from umbel.evaluation import snapshots; open(snapshots.begin() / 'facts', 'w');"
        "from umbel.documents.acts import _store; _store('ab' * 32, b'')"
    )
    settings_loaded(home, code, UMBEL_SHARED="1", DJANGO_SETTINGS_MODULE="umbel.site.settings")
    assert oct(stat.S_IMODE(home.stat().st_mode)) == "0o2770"
    assert modes(home)["secret-key"] == "0o660"
    inside = {path: path.stat().st_mode for path in home.rglob("*")}
    assert {"facts", "ab" * 32, "umbel.sqlite3"} <= {path.name for path in inside}
    assert [str(path) for path, mode in inside.items() if mode & 0o060 != 0o060] == []


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """Where the package of a wheel lies, and where the data of its user goes."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "site-packages" / "umbel", tmp_path / "data" / "umbel"


def test_a_wheel_keeps_its_data_in_the_users_own_folder(wheel):
    package, home = wheel
    assert usual_home(package) == home


def test_the_data_of_the_first_version_is_not_forgotten(wheel):
    package, home = wheel
    earlier = package.parent / "var"
    earlier.mkdir(parents=True)
    (earlier / "secret-key").touch()
    with pytest.raises(ImproperlyConfigured, match=r"Version 0\.1\.0 kept its data in") as refused:
        usual_home(package)
    assert f"mv {earlier} {home}" in str(refused.value)
    assert f"UMBEL_HOME={earlier}" in str(refused.value)
    home.parent.mkdir()
    shutil.move(earlier, home)
    assert usual_home(package) == home


def test_a_user_without_a_home_is_asked_to_name_a_folder(tmp_path, monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(ImproperlyConfigured, match="Name its folder in UMBEL_HOME"):
        usual_home(tmp_path / "site-packages" / "umbel")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    said = settings_loaded(tmp_path / "file" / "home", check=False).stderr
    assert f"The folder {tmp_path / 'file' / 'home'} cannot be made" in said
    assert "UMBEL_HOME" in said


def test_what_an_earlier_version_left_open_is_closed(tmp_path):
    for name in ("mail", "documents", "snapshots", "packs"):
        (tmp_path / name).mkdir(mode=0o755)
        (tmp_path / name).chmod(0o755)
    for name in ("umbel.sqlite3", "umbel.sqlite3-wal"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    settings_loaded(tmp_path)
    assert modes(tmp_path) == {
        **dict.fromkeys(("mail", "documents", "snapshots", "packs"), "0o700"),
        **dict.fromkeys(("umbel.sqlite3", "umbel.sqlite3-wal", "secret-key"), "0o600"),
    }


@pytest.mark.parametrize("installed", [True, False])
def test_the_commands_of_django_start_without_the_development_dependencies(tmp_path, installed):
    absent = "" if installed else "import sys; sys.modules['django_linear_migrations'] = None; "
    code = f"{absent}import django; django.setup(); from django.conf import settings; print(settings.INSTALLED_APPS)"
    said = settings_loaded(tmp_path, code, DJANGO_SETTINGS_MODULE="umbel.site.developing").stdout
    assert ("django_linear_migrations" in said) == installed


@pytest.mark.parametrize(("https", "smtp", "warns"), [("1", "", True), ("1", "smtp://a", False), ("", "", False)])
def test_a_site_behind_https_says_when_nobody_receives_its_mail(tmp_path, https, smtp, warns):
    code = "import django; django.setup(); from umbel.cli.serving import _warn_of_mail; _warn_of_mail()"
    environment = {"DJANGO_SETTINGS_MODULE": "umbel.site.settings", "UMBEL_HTTPS": https, "UMBEL_SMTP": smtp}
    said = settings_loaded(tmp_path, code, **environment).stderr
    assert ("no mail server is named in UMBEL_SMTP" in said) == warns


def test_a_site_that_would_redirect_for_ever_is_not_served(bare_installation):
    bare_installation.environment |= {"UMBEL_HTTPS": "1", "UMBEL_PROXIES": "0"}
    refused = bare_installation.run("serve", "--no-work")
    assert refused.returncode == 1
    assert "Leave UMBEL_PROXIES out, or name how many web servers there are" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_whatever_a_variable_may_not_say_is_named_at_once_and_no_password_is_repeated(tmp_path):
    wrong = {
        "UMBEL_HTTPS": "ture",
        "UMBEL_PROXIES": "two",
        "UMBEL_UPLOADS": "0",
        "UMBEL_DATABASE": "mysql://umbel:hidden@host/name",
        "UMBEL_SMTP": "umbel:hidden@mail.example.org",
        "UMBEL_ADDRESS": "register.example.org",
    }
    said = settings_loaded(tmp_path / "home", check=False, **wrong).stderr.splitlines()[-1]
    assert [name for name in wrong if f"{name}: " not in said] == []
    assert "hidden" not in said
    assert not (tmp_path / "home").exists(), "Nothing is begun before."


def test_an_empty_database_is_no_other_database(tmp_path):
    said = settings_loaded(tmp_path / "home", check=False, UMBEL_DATABASE="").stderr
    assert "UMBEL_DATABASE: It may be sqlite, or an address" in said


SHOWN = "import json; s = umbel.site.settings; print(json.dumps([s.HTTPS, s.ALLOWED_HOSTS, s.DATABASES['default']]))"


def test_what_variables_say_is_what_holds(tmp_path):
    address = "postgresql://umbel:p%40ss@db.example.org:5433/register?sslmode=require"
    environment = {"UMBEL_HTTPS": "true", "UMBEL_HOSTS": "a.example.org, b.example.org", "UMBEL_DATABASE": address}
    https, hosts, database = json.loads(settings_loaded(tmp_path, SHOWN, UMBEL_PROXIES="", **environment).stdout)
    assert (https, hosts) == (True, ["a.example.org", "b.example.org"])
    assert [database[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "umbel",
        "p@ss",
        "db.example.org",
        5433,
        "register",
    ]
    assert database["OPTIONS"]["sslmode"] == "require"


def test_every_variable_is_in_the_guide():
    named = re.findall(r'_read\.\w+\("([A-Z_]+)"', (ROOT / "umbel" / "site" / "variables.py").read_text())
    guide = (ROOT / "docs" / "operate" / "operating.md").read_text()
    assert len(named) > 10
    assert [name for name in named if f"`UMBEL_{name}`" not in guide] == ["TEST"], "That one is for our own tests."
