"""The body chart of an episode over its visits, its sheet on paper, and the clinic's legend of signs."""
