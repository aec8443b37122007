"""The page of one report and its tables."""
