"""Encrypted backups of the whole database, its restoring, and the drill that proves that a backup can be restored."""
