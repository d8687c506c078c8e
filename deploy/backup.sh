#!/bin/sh
# A backup of today: the database as the role that may see all of it, then the stored files.
# The files come second: a row always has its bytes, bytes without a row are harmless.
set -eu
cd /backups
name="tongxin-$(date -u +%Y%m%dT%H%M%SZ)"
PGPASSWORD="$(cat /run/secrets/backup_password)"
export PGPASSWORD
pg_dump -h db -U tongxin_backup --no-password -Fc -f "$name.dump.part" tongxin
pg_restore --list "$name.dump.part" >/dev/null
mv "$name.dump.part" "$name.dump"
tar -C /srv/files --exclude=./unfinished -cf "$name.files.tar.part" .
mv "$name.files.tar.part" "$name.files.tar"
sha256sum "$name.dump" "$name.files.tar" >"$name.sha256"
echo "$name"
