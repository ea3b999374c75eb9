"""Whether it got better: error, importance, time alone, forecast."""
