"""The highest rate of recidivism that an office is set, by a document, from a day on."""
