"""How good, how fast and how large: committee design and the capacitated p-median, each beside its proven bound.

    python -m benches.remits [--data FOLDER] [--pmedcap FILE] [--large]

FOLDER holds the public registers (by default the folder `shared/data` beside the project). FILE is the OR-Library's
`pmedcap1.txt` (20 instances by Osman and Christofides with their best known objectives); it is not ours to hand on.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benches.machine import machine, peak_memory_mib
from benches.pmedian import capacitated_p_median
from umbel.remits import design

SECONDS = 10.0


def classification(data):
    """ICNP/TSO: section, group, sub-group."""
    parents = {}
    with (data / "taxonomies" / "icnptso.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            levels = [code for code in (row["Section"], row["Group"], row["Sub-group"]) if code]
            parents[levels[-1]] = levels[-2] if len(levels) > 1 else None
    return parents


def ukcat(data):
    """Hand-coded charities, the postcode area as district."""
    found = {}
    with gzip.open(data / "ukcat_coded_charities" / "sample.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            area = re.match(r"[A-Z]+", row["postcode"].strip().upper())
            if row["ICNPTSO"].strip():
                found[row["org_id"]] = (row["org_id"], row["ICNPTSO"].strip(), area.group() if area else None)
    return list(found.values())


def like_the_demo(data, count=2983, districts=16):
    """Synthetic organizations with the skew of the real fields, in 16 districts of unlike size."""
    random = np.random.default_rng(2016)
    fields = random.choice([concept for _, concept, _ in ukcat(data)], count)
    weight = 1 / np.arange(1, districts + 1) ** 0.6
    places = random.choice([f"D{number:02}" for number in range(districts)], count, p=weight / weight.sum())
    return [(f"org-{number}", str(f), str(d)) for number, (f, d) in enumerate(zip(fields, places, strict=True))]


def synthetic(count, fields, districts):
    """A large register over a tree of 20 sections, groups of ten fields, Zipf-like in fields and districts."""
    random = np.random.default_rng(1)
    parents, leaves = {}, []
    for section in (f"S{number:02}" for number in range(20)):
        parents[section] = None
        for group in (f"{section}.{number:02}" for number in range(fields // 200)):
            parents[group] = section
            leaves += [f"{group}.{number}" for number in range(10)]
            parents |= {f"{group}.{number}": group for number in range(10)}
    leaves = random.permutation(leaves)
    often = 1 / np.arange(1, len(leaves) + 1) ** 0.9
    large = 1 / np.arange(1, districts + 1) ** 0.6
    chosen = random.choice(leaves, count, p=often / often.sum())
    places = random.choice([f"D{number:03}" for number in range(districts)], count, p=large / large.sum())
    return [(str(n), str(f), str(d)) for n, (f, d) in enumerate(zip(chosen, places, strict=True))], parents


def case(name, data):
    """Organizations, classification and wishes of one case."""
    if name == "demo":
        return like_the_demo(data), classification(data), {"committees": 52, "size_range": (40, 60)}
    if name == "ukcat":
        return ukcat(data), classification(data), {"committees": 85, "size_range": (40, 60)}
    if name == "30,000":
        return *synthetic(30_000, 400, 60), {"committees": 600, "size_range": (40, 60), "time_limit": 30}
    return *synthetic(300_000, 2000, 200), {"committees": 6000, "size_range": (40, 60), "time_limit": 180}


def run(name, data, limit=None):
    """Designs one case in a process of its own, so that its peak memory is its own."""
    organizations, parents, wishes = case(name, data)
    if limit:
        wishes["time_limit"] = limit
    made = design(organizations, classification=parents, **wishes)
    terms = sum(len(committee.remit.terms) for committee in made.committees) / len(made.committees)
    return (
        f"{name:>8} {len(organizations):>8,} {len(made.cells):>8,} {len(made.committees):>6,} {made.objective:>10,.2f} "
        f"{made.bound:>10,.2f} {made.gap:>7.2%} {made.seconds:>7.2f} {peak_memory_mib():>7.0f} {terms:>6.1f}"
    )


def redesign(data):
    """The demo's register a year later: 4 % left, 120 entered; what a move costs decides how many move."""
    rows = like_the_demo(data)
    wishes = {"committees": 52, "size_range": (40, 62)}
    before = design(rows, classification=classification(data), **wishes)
    placed = {row[0]: before.committees[place].code for row, place in zip(rows, before.assignment, strict=True)}
    random = np.random.default_rng(7)
    entered = [(f"new-{row[0]}", *row[1:]) for row in random.permutation(np.array(rows))[:120].tolist()]
    later = [row for row in rows if random.random() > 0.04] + entered
    lines = []
    for cost in (0.0, 0.25, 1.0):
        made = design(
            later, classification=classification(data), placements=placed, move_cost=cost, time_limit=SECONDS, **wishes
        )
        distance = made.objective - cost * made.moves
        lines.append(
            f"{cost:>9.2f} {len(later):>8,} {made.moves:>6,} {distance:>10,.2f} {made.objective:>10,.2f} "
            f"{made.bound:>10,.2f} {made.gap:>7.2%} {made.seconds:>7.2f}"
        )
    return "\n".join(lines)


def instances(path):
    """The OR-Library's file: number and best known objective, nodes, medians, capacity, then x, y and demand."""
    numbers = iter(path.read_text().split())
    for _ in range(int(next(numbers))):
        number, known, nodes, p, capacity = (int(next(numbers)) for _ in range(5))
        rows = np.array([[int(next(numbers)) for _ in range(4)] for _ in range(nodes)])
        apart = rows[:, None, 1:3] - rows[None, :, 1:3]
        yield number, known, np.floor(np.hypot(apart[..., 0], apart[..., 1])), rows[:, 3], capacity, p


def p_median(path):
    """Each published instance in ten seconds."""
    print(f"\ncapacitated p-median, {SECONDS:g} s each")
    print("      no  nodes   p  known  found   above    bound  status    seconds")
    above = []
    for number, known, cost, demand, capacity, p in instances(path):
        found = capacitated_p_median(cost, demand, capacity, p, time_limit=SECONDS)
        above.append(found.objective / known - 1)
        print(
            f"{number:>8} {len(cost):>6} {p:>3} {known:>6} {found.objective:>6.0f} {above[-1]:>7.2%} "
            f"{found.bound:>8.1f}  {found.status:<9} {found.seconds:>6.2f}",
            flush=True,
        )
    print(f"    mean above the best known: {np.mean(above):.3%}")


def alone(task, *arguments):
    """Runs in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def main():
    """Prints every figure and the machine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--pmedcap", type=Path)
    parser.add_argument("--large", action="store_true", help="also 300,000 organizations into 6,000 (minutes)")
    wanted = parser.parse_args()
    print(f"{machine()}; load {os.getloadavg()[0]:.1f}")
    print("\n    case     orgs    cells committees objective  bound     gap seconds      MB  terms")
    real = (wanted.data / "ukcat_coded_charities").is_dir()
    for name in [*(("demo", "ukcat") if real else ()), "30,000", *(("300,000",) if wanted.large else ())]:
        print(alone(run, name, wanted.data), flush=True)
    if real:
        print("\nthe demo's register a year later")
        print("move cost     orgs  moves   distance  objective      bound     gap seconds")
        print(alone(redesign, wanted.data), flush=True)
    else:
        print(f"demo, ukcat and redesign skipped: no ukcat_coded_charities in {wanted.data}")
    if wanted.pmedcap is None:
        print("\npublished p-median instances skipped: give the OR-Library's pmedcap1.txt with --pmedcap")
    else:
        p_median(wanted.pmedcap)


if __name__ == "__main__":
    main()
