"""The crash test: what was answered as saved is there, once, whatever is killed when. Run by `make crash`."""
