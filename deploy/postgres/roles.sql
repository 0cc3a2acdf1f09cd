-- Bridge's database and a role for each part; receivers have none. As a superuser:
--   SECRETS=/etc/bridge/secrets psql -X -v ON_ERROR_STOP=1 -f deploy/postgres/roles.sql postgres
-- $SECRETS holds a password in each of postgres-forward and postgres-ops.

\set forward_password `cat "$SECRETS/postgres-forward"`
\set ops_password `cat "$SECRETS/postgres-ops"`

-- Owns everything and cannot log in. Forwarders act as it: whichever starts first makes or upgrades the schema.
CREATE ROLE bridge NOLOGIN;
CREATE ROLE bridge_forward LOGIN PASSWORD :'forward_password' IN ROLE bridge;
ALTER ROLE bridge_forward SET role TO bridge;

-- Handles dead letters; changes rows, never the schema.
CREATE ROLE bridge_ops LOGIN PASSWORD :'ops_password';

CREATE DATABASE bridge OWNER bridge ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE bridge FROM PUBLIC;
GRANT CONNECT ON DATABASE bridge TO bridge_forward, bridge_ops;

\connect bridge
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO bridge;
GRANT USAGE ON SCHEMA public TO bridge_ops;
ALTER DEFAULT PRIVILEGES FOR ROLE bridge GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO bridge_ops;
ALTER DEFAULT PRIVILEGES FOR ROLE bridge GRANT USAGE ON SEQUENCES TO bridge_ops;
