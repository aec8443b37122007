"""The activity of the demo's officers: records that no report counts, dated back from the day of loading.

The counted facts of the demo (stays, reoffences) end on 31/12/2024 and do not depend on the day of loading. A worklist is always
about today, so these records are generated relative to `on`, the day of loading: the same people have the same officers, helpers,
needs and jobs, seen last week and due next week. The data are loaded once and not updated, so an old demo has overdue duties.
"""
