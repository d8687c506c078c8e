"""What a process keeps in memory, as the kernel counts it."""

from pathlib import Path


def resident_mib(pid: int) -> float:
    """Return the proportional set size of a process in MiB: shared pages count by share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kib = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kib / 1024
