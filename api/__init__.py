"""The API: translation only. Every endpoint loads through a queryset, calls one action and answers."""
