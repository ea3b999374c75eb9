"""How good the reasoning is: on published cases, and on simulated clients whose truth is known."""
