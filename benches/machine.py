"""The machine a figure was measured on, in one line."""

import os
import platform
import resource
import sys
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Processor, cores, memory, system and the versions that matter to the figures."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, NumPy {version('numpy')}, "
        f"HiGHS {version('highspy')}, Django {version('django')}"
    )


def load() -> str:
    """How busy the machine has been in the last minute: above the number of cores, others were waiting."""
    return f"{os.getloadavg()[0]:.1f}"


def peak_memory_mib() -> float:
    """The most memory this process has held so far."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1024 if sys.platform != "darwin" else 1024 * 1024)


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
