"""Applying a reorganisation of units: what moves, who follows, and the two people of the administration's page."""
