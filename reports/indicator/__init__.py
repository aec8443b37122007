"""The province's indicator: its rate and those of the units below it, from the reports it accepted."""
