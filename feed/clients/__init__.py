"""Programs of other offices that read the figures: who they are, and their access tokens."""
