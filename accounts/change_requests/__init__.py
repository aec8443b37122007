"""Changes of a setting that move the rate: one person proposes, another one decides."""
