"""What later entries change in a report: the log, what a signer has to know, and the days that signed reports cover."""
