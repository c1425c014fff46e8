"""Files that people attach: what may be kept, where it lies, and how it is handed out again."""
