-- The three roles and the database. Run by psql as a superuser, as often as you like: a second time only
-- renews the passwords. Wants the variables owner, app, backup, their ..._password, and database.
--
-- owner   owns all tables and migrates; row security is forced on it too, so it sees no tenant's rows
-- app     web and workers: owns nothing, sees only what the open scope shows
-- backup  reads everything past row security and writes nothing: without it a dump is refused or empty
\set ON_ERROR_STOP on
-- A failing statement's text, and the password in it, stays out of the log.
set log_min_error_statement = panic;
select format('create role %I', name) from unnest(array[:'owner', :'app', :'backup']) as name
  where not exists (select from pg_roles where rolname = name) \gexec
alter role :"owner" login nosuperuser nobypassrls nocreaterole nocreatedb password :'owner_password';
alter role :"app" login nosuperuser nobypassrls nocreaterole nocreatedb password :'app_password';
alter role :"backup" login nosuperuser bypassrls nocreaterole nocreatedb password :'backup_password';
alter role :"backup" set default_transaction_read_only = on;
grant pg_read_all_data to :"backup";
select format('create database %I owner %I', :'database', :'owner')
  where not exists (select from pg_database where datname = :'database') \gexec
