"""What keeps the record safe as a whole: backups and their restoring, exports, erasure and its pages."""
