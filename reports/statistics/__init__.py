"""Statistics of counts and of times until an event (docs/measures.md §3, §7): values in, frozen dataclasses out.

No database, no clock, no text for readers. The numerics are scipy's. It is imported inside the functions that need it, because
it takes a second and 70 MB that no other page and no worker should pay for.
"""

from reports.statistics.funnel import (
    Direction,
    FunnelLimits,
    Outside,
    curve_sizes,
    funnel_curve,
    funnel_limits,
    outside,
)
from reports.statistics.proportions import (
    FEW,
    Comparison,
    Difference,
    Interval,
    Share,
    WhatIf,
    compare,
    differ,
    interval,
    people_for_limit_below,
    share,
    what_if,
)
from reports.statistics.survival import (
    HazardPeriod,
    HighestHazard,
    Survival,
    SurvivalStep,
    hazard_by_quarter,
    highest_hazard,
    survival,
)

__all__ = [
    "FEW",
    "Comparison",
    "Difference",
    "Direction",
    "FunnelLimits",
    "HazardPeriod",
    "HighestHazard",
    "Interval",
    "Outside",
    "Share",
    "Survival",
    "SurvivalStep",
    "WhatIf",
    "compare",
    "curve_sizes",
    "differ",
    "funnel_curve",
    "funnel_limits",
    "hazard_by_quarter",
    "highest_hazard",
    "interval",
    "outside",
    "people_for_limit_below",
    "share",
    "survival",
    "what_if",
]
