"""The SQL that gives every service a role and a database of its own."""

SERVICES = ("registry", "events", "notifications", "reporting")

_ONE_SERVICE = """
SELECT 'CREATE ROLE {name} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \\gexec
ALTER ROLE {name} PASSWORD '{password}';
SELECT 'CREATE DATABASE {name} OWNER {name}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
"""
# Only the administrator may create an extension that isn't marked as trusted; exclusion constraints need this one.
_EXTENSION = """
\\connect {name}
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""


def statements(passwords: dict[str, str]) -> str:
    """A psql script; names and passwords are ours (words and hexadecimal digits) and need no quoting."""
    roles = "".join(_ONE_SERVICE.format(name=name, password=password) for name, password in passwords.items())
    extensions = "".join(_EXTENSION.format(name=name) for name in passwords)
    return "SET client_min_messages = warning;\n" + roles + extensions
