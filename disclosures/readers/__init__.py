"""Who reads a text that is open to some people alone: lists of readers, links that are lent."""
