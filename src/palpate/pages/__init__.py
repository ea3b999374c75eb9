"""What all pages are made of: the base pages, the parts as template tags, the style sheets and scripts."""
