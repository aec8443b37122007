"""Changes of the definition of the rate: what they do to past rates, and the second person who decides."""
