"""Invented people for trying the system out, for tests and for load tests. Nobody of them exists."""
