"""The house stands as drawn: foreign keys point down, files have their place and size."""

import ast
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
LAYERS = (
    "core",
    "accounts",
    "tenancy",
    "estates",
    ("ledger", "notices", "ballots"),
    "funds",
    "projects",
    "overview",
)
HEIGHT = {
    app: height
    for height, names in enumerate(LAYERS)
    for app in (names if isinstance(names, tuple) else (names,))
}
MODULES = {
    "access",
    "admin",
    "api",
    "apps",
    "errors",
    "forms",
    "health",
    "models",
    "reports",
    "rulebook",
    "rules",
    "services",
    "tasks",
    "urls",
    "views",
    "middleware",
}


def _python(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def test_every_foreign_key_points_to_the_same_app_or_down():
    up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for app in HEIGHT
        if app in apps.app_configs
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if field.is_relation
        and field.related_model._meta.app_label in HEIGHT
        and field.related_model._meta.app_label != app
        and HEIGHT[field.related_model._meta.app_label] >= HEIGHT[app]
    ]

    assert up == []


def test_no_module_passes_400_lines_and_none_is_called_utils():
    long = {
        str(path.relative_to(ROOT)): lines
        for app in (*HEIGHT, "tongxin")
        for path in _python(app)
        if (lines := len(path.read_text(encoding="utf8").splitlines())) > 400
    }
    vague = [str(p) for app in HEIGHT for p in _python(app) if p.stem in ("utils", "helpers", "selectors")]

    assert (long, vague) == ({}, [])


def test_services_never_import_celery_and_models_have_no_signals():
    wrong = []
    for app in HEIGHT:
        for path in _python(app):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if path.stem != "tasks" and any(name.split(".")[0] == "celery" for name in names):
                    wrong.append(str(path))
                if any(name.startswith("django.db.models.signals") for name in names):
                    wrong.append(str(path))

    assert wrong == []


def test_every_app_says_what_it_is_in_at_most_30_lines():
    sizes = {
        app: len((ROOT / app / "README.md").read_text(encoding="utf8").splitlines())
        for app in HEIGHT
        if (ROOT / app / "README.md").exists()
    }

    assert set(sizes) == set(HEIGHT)
    assert [app for app, lines in sizes.items() if lines > 30] == []


def test_every_public_function_of_services_rules_and_reports_has_a_docstring():
    bare = []
    for app in HEIGHT:
        for path in _python(app):
            if path.stem not in ("services", "rules", "reports", "jobs", "scope", "counting"):
                continue
            for node in ast.parse(path.read_text(encoding="utf8")).body:
                public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
                if public and not ast.get_docstring(node):
                    bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")

    assert bare == []
