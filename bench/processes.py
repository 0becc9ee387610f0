"""What /proc says of a server: its processes, the CPU they used, the memory they hold."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(root: int) -> list[int]:
    """Return ``root`` and every process below it (process ids)."""
    parents = {int(entry.name): _stat(int(entry.name)) for entry in Path("/proc").glob("[0-9]*")}
    found = [root]
    for pid in found:
        found += [child for child, stat in parents.items() if stat and int(stat[1]) == pid]
    return found


def parent(pid: int) -> int:
    """Return the parent's process id."""
    return int(_stat(pid)[1])


def cpu_seconds(root: int) -> float:
    """Return the CPU time that ``root``, those below it and its ended children have used."""
    total = 0
    for pid in family(root):
        stat = _stat(pid)
        if stat:
            total += int(stat[11]) + int(stat[12])
            # What ended children used is told by the process that waited for them.
            total += int(stat[13]) + int(stat[14])
    return total / TICKS


def memory_bytes(root: int) -> int:
    """Return the proportional share (PSS) of ``root`` and every process below it."""
    total = 0
    for pid in family(root):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def _stat(pid: int) -> list[str]:
    """Return the fields after the command's name; none when the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
