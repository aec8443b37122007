"""Inventing people: their names, sentences and lives, and those of Sơn Tịnh. Pure functions; a seed gives the same people."""
