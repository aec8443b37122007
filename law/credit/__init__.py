"""Decision 22/2023/QĐ-TTg as pure functions: who may borrow (eligibility.py), how much, how long, at what price (limits.py)."""
