"""Sessions kept in the database and remembered by the cache, as Django's ``cached_db`` has them."""

import logging
from typing import Any

from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from redis.exceptions import RedisError

SAVE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"
logger = logging.getLogger("django.security")


class SessionStore(cached_db.SessionStore):
    """Saves a session that is there already with one statement.

    Django opens a transaction around it: with the checks of its ``save`` that takes four times as long, at
    the end of every request that keeps or lets go of something.
    """

    def load(self) -> dict[str, Any]:
        """Return what is kept; where the cache is away, the database alone is asked.

        Django looks past a cache that does not answer, but not past one that does not take the answer.
        """
        try:
            return dict(super().load())
        except RedisError:
            found = self._get_session_from_db()  # type: ignore[attr-defined]
            return dict(self.decode(found.session_data)) if found else {}

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises UpdateError where it was ended meanwhile, CreateError as Django does."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(SAVE, [row.session_data, row.expire_date, row.session_key])
            if not cursor.rowcount:
                raise UpdateError
        try:
            self._cache.set(self.cache_key, self._session, self.get_expiry_age())  # type: ignore[attr-defined]
        except Exception:
            logger.exception("the cache did not take a session")
