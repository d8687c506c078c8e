# Tongxin's image: web, worker, beat and migrate are the same one, started with other words (docker-compose.yml).
# Debian is named, because its packages are; a newer one is a change to try, not to happen by itself.
ARG BASE=python:3.11-slim-bookworm

# The virtual environment: pinned, hashed, without the development requirements and the wheels of servers.
FROM ${BASE} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/venv
COPY requirements.txt .
RUN /srv/venv/bin/pip install --require-hashes --no-deps -r requirements.txt

# What prints and pages are made with: eight fonts out of Debian's 93 MB, and the static files under their hashes.
FROM ${BASE} AS assets
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=packages /srv/venv /srv/venv
WORKDIR /srv/tongxin
COPY tongxin/__init__.py tongxin/__init__.py
COPY tongxin/dev tongxin/dev
RUN /srv/venv/bin/python -m tongxin.dev.fonts /srv/data/fonts
COPY . .
# collectstatic reads the settings and asks nobody: these say nothing about any installation.
RUN TONGXIN_DATA=/srv/data TONGXIN_SECRET_KEY=collecting TONGXIN_DOCUMENT_KEY=collecting TONGXIN_DATA_KEYS=collecting REDIS_URL=redis://nowhere/0 \
    DATABASE_URL=postgresql://nobody@nowhere/none DJANGO_SETTINGS_MODULE=tongxin.settings.production \
    /srv/venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 tongxin \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tongxin \
 && install -d -o 10001 -g 10001 -m 0750 /srv/files \
 && install -d -o 10001 -g 10001 /srv/data /srv/data/fontconfig
COPY --from=packages /srv/venv /srv/venv
COPY --from=assets /srv/data/fonts /srv/data/fonts
COPY --from=assets /srv/data/static /srv/data/static
WORKDIR /srv/tongxin
# .dockerignore leaves out tests, the demonstration and all that is not needed to run.
COPY . .
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 \
    DJANGO_SETTINGS_MODULE=tongxin.settings.production \
    TONGXIN_DATA=/srv/data TONGXIN_FILES_ROOT=/srv/files
RUN python -m compileall -q .
USER 10001:10001
VOLUME /srv/files
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["python", "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "30", "tongxin.wsgi:application"]
