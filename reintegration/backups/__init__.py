"""Encrypted backups of the whole database, restoring them, and the drill that proves that a backup can be restored."""
