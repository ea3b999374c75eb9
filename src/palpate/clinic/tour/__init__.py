"""The guided visit: a small panel that leads a newcomer over real pages. Nothing of it is in the record."""
