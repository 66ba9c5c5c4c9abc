#!/bin/bash
# Makes a role and a database for each process, once, when the server of docs/owners/deployment/postgresql.yml starts for the first time. The
# password of a role is that of its address in /run/secrets/<service>-database: postgres://orders:PASSWORD@postgresql:5432/orders
set -euo pipefail

# All addresses are read before the first role is made: a half of the databases would look like a shop.
declare -A passwords
for file in /run/secrets/*-database; do
  password=$(sed -nE 's#^postgres(ql)?://[^:@/]+:([^@]+)@.*$#\2#p' "$file")
  [ -n "$password" ] || { echo "$file has no address with a password" >&2; exit 1; }
  # Services decode the password of an address.
  [[ $password != *%* ]] || { echo "$file has a password with %; use letters and digits" >&2; exit 1; }
  passwords[$(basename "$file" -database)]=$password
done

for service in "${!passwords[@]}"; do
  psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set role="$service" --set password="${passwords[$service]}" <<'SQL'
CREATE ROLE :"role" LOGIN CONNECTION LIMIT 40 PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"role" ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE :"role" FROM PUBLIC;
SQL
done
