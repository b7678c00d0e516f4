"""The command: draw, try, keep what was found, and say it."""

import difflib
import hashlib
import itertools
import json
import signal
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any

import click

from tools.mutants import BUILD, ROOT
from tools.mutants.drawing import draw, sources
from tools.mutants.operators import apply, mutants
from tools.mutants.reaching import choose_tests
from tools.mutants.trying import Slot, Trial, clear, copy_tree, ended, import_what_is_slow, start

Found = dict[str, Any]
LIVING = ("survived", "unreached")
FIRST = 20
"""How many tests are tried with nothing changed before the first mutant: enough to see that they run at all."""
UNCHANGED = 600.0
"""Seconds that tests with nothing changed usually last, at most."""


def key(trial: Trial) -> str:
    """What is known of a mutant holds as long as its file reads the same."""
    mutant = trial.mutant
    digest = hashlib.sha256(trial.changed.encode()).hexdigest()
    return f"{mutant.path}:{mutant.line}:{mutant.column} {mutant.operator} {digest}"


def known(kept: Path) -> dict[str, Found]:
    """What earlier starts found: of a mutant that was tried twice the later word counts."""
    lines = kept.read_text().splitlines() if kept.exists() else []
    return {found["key"]: found for found in map(json.loads, lines)}


def change(trial: Trial) -> list[str]:
    """The lines that differ, as a diff marks them."""
    marked = difflib.unified_diff(trial.text.splitlines(), trial.changed.splitlines(), n=0, lineterm="")
    return [line for line in marked if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def try_all(trials: list[Trial], kept: Path, workers: int) -> None:
    """Try each of them, and write down at once what came of it."""
    if not trials:
        return
    import_what_is_slow()
    slots = [copy_tree(number) for number in range(min(workers, len(trials)))]
    if failing := failing_unchanged(slots[0], choose_tests(trials[0].mutant, trials[0].text)[0][:FIRST]):
        raise SystemExit(f"The tests fail before anything is changed: {', '.join(failing)}. See {slots[0].log}")
    try:
        try_on(slots, deque(trials), kept)
    finally:
        for slot in slots:
            clear(slot)
    forget_false_witnesses(slots[0], kept)


def try_on(slots: list[Slot], waiting: deque[Trial], kept: Path) -> None:
    """Give each slot that is free the next mutant, until none is left."""
    many = len(waiting)
    while waiting or any(slot.pid for slot in slots):
        for slot in slots:
            if waiting and not slot.pid:
                trial = waiting.popleft()
                start(slot, trial, *choose_tests(trial.mutant, trial.text))
        time.sleep(0.05)
        for slot, outcome, failed in ended(slots):
            found = write_down(kept, slot, outcome, failed[0] if failed else "")
            clear(slot)
            where = f"{found['path']}:{found['line']}"
            click.echo(f"{many - len(waiting)}/{many} {outcome:9} {where} {found['noticed_by']}")


def failing_unchanged(slot: Slot, tests: list[str]) -> set[str]:
    """Which tests fail although nothing is changed: what they say of a mutant is worth nothing."""
    start(slot, None, ["--maxfail=0", *tests], UNCHANGED)
    while not (over := list(ended([slot]))):
        time.sleep(0.05)
    clear(slot)
    _slot, outcome, failed = over[0]
    return set() if outcome == "survived" else set(failed) or set(tests)


def write_down(kept: Path, slot: Slot, outcome: str, noticed_by: str) -> Found:
    """One line a mutant: a run that is stopped loses none."""
    assert slot.trial
    found = {
        "key": key(slot.trial),
        "path": slot.trial.mutant.path,
        "line": slot.trial.mutant.line,
        "operator": slot.trial.mutant.operator,
        "outcome": outcome,
        "noticed_by": noticed_by,
        "seconds": round(time.monotonic() - slot.began, 1),
        "change": change(slot.trial),
    }
    with kept.open("a") as file:
        file.write(json.dumps(found) + "\n")
    return found


def forget_false_witnesses(slot: Slot, kept: Path) -> None:
    """What was noticed by a test that fails by itself, now and then or always, is tried anew at the next start."""
    found = known(kept)
    noticing = {each["noticed_by"] for each in found.values() if each["noticed_by"]}
    failing = failing_unchanged(slot, sorted(noticing))
    for test in failing:
        click.echo(f"Fails with nothing changed, so that it proves nothing: {test}")
    left = [each for each in found.values() if each["noticed_by"] not in failing]
    kept.write_text("".join(json.dumps(each) + "\n" for each in left))


def tell(found: list[Found], asked: int) -> None:
    """Killed, survived and timed out in each piece, and every survivor with its change."""
    pieces = sorted({Path(each["path"]).parts[1] for each in found})
    click.echo(f"\n{'piece':16}{'killed':>8}{'timeout':>9}{'survived':>10}{'noticed':>10}")
    for piece in [*pieces, "together"]:
        outcomes = Counter(each["outcome"] for each in found if piece in {"together", Path(each["path"]).parts[1]})
        living = sum(outcomes[outcome] for outcome in LIVING)
        share = 1 - living / max(1, outcomes.total())
        click.echo(f"{piece:16}{outcomes['killed']:8}{outcomes['timeout']:9}{living:10}{share:10.1%}")
    for each in sorted(found, key=lambda each: (each["path"], each["line"])):
        if each["outcome"] in LIVING:
            click.echo("\n".join([f"\n{each['path']}:{each['line']} ({each['operator']})", *each["change"]]))
    if len(found) < asked:
        click.echo(f"\n{len(found)} of {asked} were tried. The next start goes on.")


@click.command()
@click.option("--seed", default=1, help="Which draw.")
@click.option("--count", default=500, help="How many mutants.")
@click.option("--workers", default=2, help="How many at a time.")
@click.option("--piece", help="Only those of the draw that change this piece.")
@click.option("--again", is_flag=True, help="Try those that survived once more, after tests were added.")
@click.option("--only-tell", is_flag=True, help="Try nothing: say what was found so far.")
def main(seed: int, count: int, workers: int, piece: str | None, *, again: bool, only_tell: bool) -> None:
    """Try small changes to acts and rubric, and see which of them no test notices."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped. The next start goes on."))
    BUILD.mkdir(parents=True, exist_ok=True)
    kept = BUILD / f"seed-{seed}.jsonl"
    texts = sources(ROOT)
    every = [mutant for path, text in texts.items() for mutant in mutants(path, text)]
    drawn = itertools.islice(draw(every, seed, texts, apply), count)
    trials = [Trial(mutant, texts[mutant.path], changed) for mutant, changed in drawn if piece in {None, mutant.piece}]
    before = known(kept)
    done = {name for name, found in before.items() if not (again and found["outcome"] in LIVING)}
    click.echo(f"{len(trials)} of {len(every)} possible changes are drawn by seed {seed}.")
    try:
        if not only_tell:
            try_all([trial for trial in trials if key(trial) not in done], kept, workers)
    finally:
        after = known(kept)
        tell([after[key(trial)] for trial in trials if key(trial) in after], len(trials))


main()
