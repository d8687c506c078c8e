"""`./portal up`: everything from nothing to a page in the browser, and all of it stopped again."""

import argparse
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tongxin.dev import fonts_step, foreground, packages, static_files, venv
from tongxin.dev.console import Steps, say
from tongxin.dev.environment import cleaned, django_environment
from tongxin.dev.failure import Interrupted
from tongxin.dev.folder import Folder, remove_tree
from tongxin.dev.home import forget_home
from tongxin.dev.instance import note_instance
from tongxin.dev.network import HOST, require_port
from tongxin.dev.processes import Program
from tongxin.dev.project import ROOT, VAR, VENV, VENV_PYTHON
from tongxin.dev.servers import Servers, require_own_database, servers, stop_leftovers
from tongxin.dev.supervisor import Supervisor

STEPS = 9
READY_PATIENCE = 90.0  # seconds
# What --fresh deletes: only names of ours, whatever folder --data was given.
MADE_HERE = ("files", "static", "log", "secrets.json", "celerybeat-schedule*")


def run(argv: Sequence[str]) -> int:
    """Start everything and stay until Ctrl-C or SIGTERM; return 0 after an orderly stop."""
    options = parse(argv)
    folder = Folder(options.data.resolve())
    try:
        with folder.locked():
            _begin(folder, options)
    except Interrupted:
        say("stopped")
    return 0


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the options of `./portal up`."""
    parser = argparse.ArgumentParser(prog="./portal up")
    parser.add_argument("--port", type=port_number, default=8000, help="port of the pages (default 8000)")
    parser.add_argument("--data", type=Path, default=VAR, help="folder for all data (default var/)")
    parser.add_argument("--fresh", action="store_true", help="delete the folder's data first")
    parser.add_argument("--no-demo", action="store_true", help="without the demonstration street")
    return parser.parse_args(argv)


def port_number(text: str) -> int:
    """Return a TCP port number from what was typed."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port (1 to 65535)")
    return int(text)


def _begin(folder: Folder, options: argparse.Namespace) -> None:
    for name in stop_leftovers(folder):
        say(f"{name} was still running from an earlier start; stopped it")
    require_port(options.port)
    if options.fresh:
        require_own_database(folder)
        forget_everything(folder)
    steps = Steps(STEPS)
    _install(folder, steps)
    with servers(folder, tell=steps.say) as running:
        env = cleaned() | django_environment(
            running.addresses,
            data=folder.root,
            base_url=f"http://{HOST}:{options.port}",
            secret_key=folder.secrets()["django"],
            settings="dev",
            is_demo=not options.no_demo,
        )
        _prepare(folder, env, steps, is_demo=not options.no_demo)
        _serve(folder, env, running, steps, options.port)


def _install(folder: Folder, steps: Steps) -> None:
    steps.say("Python packages")
    venv.ensure(venv.Venv(VENV, ROOT), "requirements-up.txt")
    steps.say("System packages")
    packages.ensure(packages.RUN)
    steps.say("Print fonts")
    fonts_step.ensure(folder.root / "fonts")


def _prepare(folder: Folder, env: Mapping[str, str], steps: Steps, *, is_demo: bool) -> None:
    steps.say("Database: migrations" + (" and demonstration street" if is_demo else ""))
    argv = [str(VENV_PYTHON), "manage.py", "prepare", *([] if is_demo else ["--no-demo"])]
    foreground.show(argv, env=env, cwd=ROOT, failure="The database could not be prepared")
    steps.say("Static files")
    static_files.collect(folder.root / "static", env)


def _serve(folder: Folder, env: Mapping[str, str], running: Servers, steps: Steps, port: int) -> None:
    url = f"http://{HOST}:{port}"
    supervisor = Supervisor(running.running)
    web, *others = programs = services(folder, env, port)
    try:
        steps.say(f"Web: waiting for {url}/readyz")
        supervisor.start(web)
        # The others begin when the pages answer: four interpreters at once would slow that down.
        supervisor.wait_for(f"{url}/readyz", patience=READY_PATIENCE, log=web.log)
        steps.say("Worker, beat")
        for program in others:
            supervisor.start(program)
        note_instance(folder, env)
        say(f"ready {url}")
        _show_logins(env)
        supervisor.watch()
    finally:
        supervisor.stop(programs)


def services(folder: Folder, env: Mapping[str, str], port: int) -> list[Program]:
    """Return the three programs of ours: pages, background work, the clock.

    They are not given the owner's address: they run as the role that row security binds.
    """
    python = str(VENV_PYTHON)
    env = {name: value for name, value in env.items() if name != "OWNER_DATABASE_URL"}
    celery = [python, "-m", "celery", "-A", "tongxin"]
    granian = [python, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", HOST, "--port", str(port)]
    argvs = {
        "web": [*granian, "--workers", "2", "--blocking-threads", "4", "tongxin.wsgi:application"],
        "worker": [*celery, "worker", "-c", "2", "--loglevel", "INFO"],
        "beat": [*celery, "beat", "-s", str(folder.root / "celerybeat-schedule"), "--pidfile", ""],
    }
    return [
        Program(name, argv, env, folder.log / f"{name}.log", folder.run / f"{name}.pid", ROOT, patience=40.0)
        for name, argv in argvs.items()
    ]


def _show_logins(env: Mapping[str, str]) -> None:
    argv = [str(VENV_PYTHON), "manage.py", "demo_logins"]
    done = subprocess.run(argv, cwd=ROOT, env=dict(env), capture_output=True, text=True)
    if done.returncode == 0 and done.stdout.strip():
        say(done.stdout.rstrip())


def forget_everything(folder: Folder) -> None:
    """Delete what earlier starts made in a folder, except the fonts, which are slow to derive."""
    forget_home(folder)
    for path in [path for name in MADE_HERE for path in folder.root.glob(name)]:
        if path.is_dir():
            remove_tree(path)
        else:
            path.unlink(missing_ok=True)
    folder.prepare()
