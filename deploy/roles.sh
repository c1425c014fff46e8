#!/bin/sh
# The two roles and the database, when the server starts for the first time.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -d postgres -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" <<'SQL'
CREATE ROLE gongkai_owner LOGIN PASSWORD :'owner';
CREATE ROLE gongkai_app LOGIN PASSWORD :'app';
CREATE DATABASE gongkai OWNER gongkai_owner TEMPLATE template0 ENCODING 'UTF8'
    LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE ALL ON DATABASE gongkai FROM PUBLIC;
GRANT CONNECT ON DATABASE gongkai TO gongkai_app;
SQL
