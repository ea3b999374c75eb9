"""What follows from the knowledge for one person: pure functions over a Case.

Read in the order of a case: case.py, rules, screening, causes, tissue, limits, care, change. report.py gives
it all as plain dictionaries; simulate.py and generate.py make people up.
"""
