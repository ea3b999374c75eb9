"""Is it safe: the red flags, the dangers behind them, the level, and what to ask next."""
