#!/bin/bash
# Run once by the postgres image on an empty data directory: a role and a database for each service.
set -euo pipefail
for service in registry events notifications reporting; do
    url=$(cat "/run/secrets/${service}_database_url")
    password=${url#*://*:}
    password=${password%%@*}
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" <<SQL
create role $service login password '$password';
create database $service owner $service;
revoke connect on database $service from public;
SQL
    # Only a superuser can add it on every PostgreSQL; it keeps rooms from being booked twice.
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$service" -c 'create extension if not exists btree_gist; create extension if not exists pg_trgm'
done
