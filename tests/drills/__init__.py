"""Long trials that take minutes: ``./run drill NAME`` runs one on SQLite and on PostgreSQL."""
