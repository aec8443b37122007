"""Changes of the half-years: they move crimes between the periods of the rate, so a second person decides."""
