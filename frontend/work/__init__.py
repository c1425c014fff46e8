"""The workspace: what people who are signed in do."""
