"""Makes the bare site's tables and 2,000 rows in ten places: ``python -m benchmarks.bare.fill``."""

import os

import django

PLACES, ROWS = 10, 200


def fill() -> str:
    """Return the key of a session that the form accepts."""
    from django.contrib.sessions.backends.cached_db import SessionStore  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from benchmarks.bare.models import Row  # noqa: PLC0415

    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    Row._default_manager.bulk_create(
        Row(place=place, number=f"{place}-{n:04d}", title=f"第{n}个项目", amount_fen=n * 100_00)
        for n in range(ROWS)
        for place in range(1, PLACES + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    session = SessionStore()
    session["who"] = "somebody"
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
    django.setup()
    print(fill())
