"""The working-day calendar, make-up days (调休) included, as data with a coverage horizon."""
