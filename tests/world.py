"""Which world do the tests live in? One small tree in each tenant, and one person for each role."""

from __future__ import annotations


def build() -> None:
    """Build the world in both tenants, committed, through the same actions as users."""


def cast() -> None:
    """Return the people of the current tenant."""


def units() -> None:
    """Return the units of the current tenant by code."""
