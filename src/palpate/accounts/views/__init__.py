"""The pages of signing in: coming in, the lock, one's own keys, and the owner's view of them."""
