"""What the findings are consistent with: evidence, hypotheses, second causes, and what to find out next."""
