"""Three-valued rules over a case: true, false or unsettled, and the fewest questions that settle them."""
