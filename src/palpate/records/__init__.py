"""What was seen and done: the clinic's record, which only grows.

Read in this order: models/row.py (what every row has), ledger.py (how a row is written, and how the chain
is verified), models/people.py, models/seen.py, models/done.py, acts/ (writes), look/ (reads).
"""
