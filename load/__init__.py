"""The load: a large made-up clinic, and fifty therapists at work in it at once. `make load` runs it."""
