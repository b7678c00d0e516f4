"""`make wheel-check`: the built wheel, installed into an empty environment, is the whole product.

Builds the wheel from the checkout and again from the sdist, which must hold the same files; installs the latter with
the locked versions where nothing of the checkout is in reach, serves it on this machine, and opens a page in English,
Chinese and French with its style sheet and scripts.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
WAIT = 90


def build(uv: str, into: Path) -> Path:
    """The wheel of this checkout by way of its sdist, as an index builds it; it holds what the direct one holds."""
    built: dict[str, Path] = {}
    for route, what in {"direct": ["--wheel"], "through an sdist": []}.items():
        place = into / route
        subprocess.run([uv, "build", *what, "--quiet", "--out-dir", str(place)], cwd=ROOT, check=True)
        (built[route],) = place.glob("*.whl")
    direct, through = (set(ZipFile(wheel).namelist()) for wheel in built.values())
    assert direct == through, f"The sdist loses or adds files: {sorted(direct ^ through)[:10]}"
    return built["through an sdist"]


def install(uv: str, wheel: Path, environment: Path) -> None:
    """Install it with the versions of the lock file."""
    pinned = environment.with_suffix(".txt")
    export = [uv, "export", "--frozen", "--no-dev", "--no-emit-project", "--quiet", "--no-hashes", "--output-file"]
    subprocess.run([*export, str(pinned)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
    python = str(environment / "bin" / "python")
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", python, "--constraint", str(pinned), str(wheel)], check=True
    )


def opened(address: str, language: str = "en") -> str:
    """A page or file of the site, once it answers."""
    until = time.monotonic() + WAIT
    while True:
        try:
            with urlopen(Request(address, headers={"Accept-Language": language}), timeout=20) as answer:  # noqa: S310  our own site
                return answer.read().decode()
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def check(environment: Path, home: Path) -> None:
    """Serve an empty installation and open its front page; raises AssertionError where something is missing."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("UMBEL_", "DJANGO_", "PYTHON"))}
    serve = [str(environment / "bin" / "umbel"), "serve", "--port", str(port)]
    with subprocess.Popen(serve, cwd=home, env=own | {"HOME": str(home), "XDG_DATA_HOME": str(home / "data")}) as site:
        try:
            page = opened(f"http://127.0.0.1:{port}/")
            files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
            assert any(name.endswith(".css") for name in files), "The page has no style sheet."
            for name in files:
                assert opened(f"http://127.0.0.1:{port}{name}"), name
            chinese = opened(f"http://127.0.0.1:{port}/", "zh-hans")
            assert re.search(r"[\u4e00-\u9fff]{4}", chinese), "The translations are missing."
            assert "Aller au contenu principal" in opened(f"http://127.0.0.1:{port}/", "fr"), "The French is missing."
            assert (home / "data" / "umbel" / "umbel.sqlite3").exists(), "The data is not where the guide says."
        finally:
            site.terminate()


def main() -> None:
    """Build both ways, install, open."""
    uv = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="umbel-wheel-") as folder:
        place = Path(folder)
        wheel = build(uv, place / "dist")
        install(uv, wheel, place / "environment")
        (place / "home").mkdir()
        check(place / "environment", place / "home")
        size = wheel.stat().st_size / 1e6
        sys.stdout.write(f"The wheel ({size:.1f} MB) serves its pages, styles, scripts and translations.\n")


if __name__ == "__main__":
    main()
