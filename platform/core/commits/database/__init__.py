"""The database engine: that of django-tenants, which also counts commits."""
