"""What to do: benefit, plan, visits, the minutes of one visit, the home program."""
