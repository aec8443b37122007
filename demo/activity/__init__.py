"""What the demo's officers did and still have to do: the day's work around the facts that count.

The counted facts of the demo (stays, reoffences) end on 31/12/2024 and are the same on every day. A worklist, however, is
always about today. So everything here is dated back from the day of loading, which is passed in as `on`: a district loaded
next year has the same people with the same officers, helpers, needs and jobs, seen last week and due next week as this year.
Nothing here is counted by a report. Loaded once and never moved on: whoever leaves a demo lying for a month finds a month
of neglect on its worklists, as in life.
"""
