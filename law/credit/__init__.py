"""Decision 22/2023/QĐ-TTg as pure functions: who may borrow (eligibility.py) and on which terms (limits.py)."""
