"""Requests that take two people, such as changes of a setting that moves the rate: one person proposes, another decides."""
