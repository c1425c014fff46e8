"""The addresses of the API: each loads through a queryset, calls one action or one step of a flow, and answers."""
