"""The public portal: what anybody reads without an account, and members a little more."""
