"""Composition root of Tongxin: settings, URLs, Celery, the launcher. Imported by nobody."""
