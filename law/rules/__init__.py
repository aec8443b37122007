"""The law as pure functions: dates and plain values in, answers with reasons and articles out. No database, no clock."""
