"""Whether pyproject.toml, uv.lock and the requirement files say the same, and name no mirror."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tongxin.dev.venv import LEVELS

HOSTS = {"pypi.org", "files.pythonhosted.org"}
GROUPS = {"requirements.txt": (), "requirements-up.txt": ("servers",), "requirements-dev.txt": ("dev",)}


def wrong(root: Path, uv: Path) -> str:
    """Return what is wrong with the locked requirements, a line each; nothing if they are clean."""
    lines = [*strange_hosts(root), *not_locked(root)]
    # Without uv the rest can't be told; whoever changes the lock has it.
    if os.access(uv, os.X_OK):
        lines += [line for level in LEVELS for line in differs_from_lock(root, level, uv)]
    return "\n".join(lines)


def strange_hosts(root: Path) -> list[str]:
    """Return the hosts that the locked files name besides the public index (a mirror leaks in easily)."""
    lines = []
    for name in ("uv.lock", *LEVELS):
        allowed = HOSTS if name == "uv.lock" else set()
        found = set(re.findall(r"(?:https?|git\+\w+)://([^/\s\"']+)", (root / name).read_text()))
        lines += [f"{name} names the host {host}" for host in sorted(found - allowed)]
    return lines


def not_locked(root: Path) -> list[str]:
    """Return the requirements of pyproject.toml that uv.lock was not made from."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    locked = tomllib.loads((root / "uv.lock").read_text())
    (ours,) = [each for each in locked["package"] if each["name"] == project["project"]["name"]]
    metadata = ours["metadata"]
    wanted = {"": project["project"]["dependencies"], **project.get("dependency-groups", {})}
    known = {"": metadata["requires-dist"], **metadata.get("requires-dev", {})}
    lines = []
    for group, requirements in wanted.items():
        named = _expanded(requirements, wanted)
        have = {_canonical(each["name"]): each.get("specifier", "") for each in known.get(group, [])}
        lines += [
            f"pyproject.toml asks for {each}, uv.lock was made without it: run uv lock"
            for each in named
            if not _agrees(each, have)
        ]
    return lines


def _expanded(requirements: Iterable[str | Mapping[str, str]], groups: Mapping[str, list]) -> list[str]:
    """Return a group's requirements with those of the groups that it includes."""
    named: list[str] = []
    for each in requirements:
        named += [each] if isinstance(each, str) else _expanded(groups[each["include-group"]], groups)
    return named


def _agrees(requirement: str, locked: Mapping[str, str]) -> bool:
    match = re.match(r"([\w.-]+)(?:\[[^]]*\])?\s*([^;]*)", requirement)
    assert match, requirement
    name, specifier = _canonical(match[1]), match[2]
    return name in locked and _parts(locked[name]) == _parts(specifier)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _parts(specifier: str) -> set[str]:
    return {part.strip() for part in specifier.split(",") if part.strip()}


def differs_from_lock(root: Path, level: str, uv: Path) -> list[str]:
    """Return a line if a requirement file is not what uv exports from the lock (nothing is fetched)."""
    groups = [word for group in GROUPS[level] for word in ("--group", group)]
    argv = [str(uv), "export", *EXPORT, *groups]
    done = subprocess.run(argv, cwd=root, capture_output=True, text=True)
    if done.returncode:
        return [f"uv export failed for {level}: {done.stderr.strip()}"]
    if done.stdout != (root / level).read_text():
        return [f"{level} is not what uv.lock says. Run: uv {' '.join(argv[1:])} > {level}"]
    return []


EXPORT = (
    *("--frozen", "--offline", "--quiet"),
    *("--no-header", "--no-default-groups", "--no-emit-project"),
)
