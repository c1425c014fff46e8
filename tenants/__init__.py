"""Tenants: one organisation tree each, one schema each, and the life of both."""
