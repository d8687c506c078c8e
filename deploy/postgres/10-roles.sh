#!/bin/sh
# Run once by the image, on an empty data folder, as the superuser; see roles.sql, which may run again.
set -eu
{
    for role in owner app backup; do
        printf "\\set %s 'tongxin_%s'\n\\set %s_password '%s'\n" \
            "$role" "$role" "$role" "$(cat "/run/secrets/${role}_password")"
    done
    printf "\\set database 'tongxin'\n"
    cat /deploy/roles.sql
} | psql -X -q --no-password -U "${POSTGRES_USER:-postgres}" -d postgres -f -
