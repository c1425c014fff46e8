"""The tree of units in the workspace: seen by everybody who works here, changed by those who manage it."""
