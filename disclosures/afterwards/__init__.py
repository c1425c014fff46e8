"""What becomes of a text after its approval: published, held inside, changed, ended, taken down."""
