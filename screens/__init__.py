"""Pictures of every page, in light and dark at three widths, and what axe says of each: `make screens`."""
