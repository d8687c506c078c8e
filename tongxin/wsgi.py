"""The WSGI entry point; it refuses to start with a database role that could look over the wall."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.settings.production")
application = get_wsgi_application()

from tenancy.operations import refuse_strong_role  # noqa: E402  (needs the app registry)

refuse_strong_role()
