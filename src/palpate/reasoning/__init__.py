"""What follows from the knowledge for one person: pure functions over a Case.

Read in the order of a case: case, screen, differential, ask, structures, restrict, plan, agenda, progress.
"""
