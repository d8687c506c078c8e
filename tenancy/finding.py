"""Finding the street or the estate a request speaks of, in the one way that every request asks."""

from django.db import connection

from core.rows import columns, row_of, rows_of
from tenancy.models import Community, Estate, Street

STREET = f"SELECT {columns(Street, 's')} FROM tenancy_street s WHERE s.slug = %s"  # noqa: S608
ESTATE = f"""
SELECT {columns(Estate, "e")}, {columns(Street, "s")}, {columns(Community, "c")} FROM tenancy_estate e
JOIN tenancy_street s ON s.id = e.street_id JOIN tenancy_community c ON c.id = e.community_id
"""  # noqa: S608
ESTATE_BY = {"slug": f"{ESTATE} WHERE e.slug = %s", "number": f"{ESTATE} WHERE e.number = %s"}
HIGHEST = 2**31 - 1  # of a public number: a longer one names no estate


def find_estate(by: str, value: int | str) -> Estate | None:
    """Return the estate whose unique column ``by`` (slug or number) is ``value``, with street and community.

    Written by hand because each request asks it: the ORM takes ten times as long to write the statement.
    """
    if isinstance(value, int) and value > HIGHEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute(ESTATE_BY[by], [value])
        found = cursor.fetchone()
    if found is None:
        return None
    estate, street, community = rows_of((Estate, Street, Community), found)
    community.street = estate.street = street
    estate.community = community
    return estate


def find_street(slug: str) -> Street | None:
    """Return the street of that slug."""
    with connection.cursor() as cursor:
        cursor.execute(STREET, [slug])
        found = cursor.fetchone()
    return row_of(Street, found) if found else None
