"""Into which tables may anybody write without ending a kept page? Those of which no page shows a stranger anything.

Every other table counts (`core.commits`): one that is new does until it is named here. A test reads what the kept pages
ask for, and refuses a table that one of them reads.
"""

TABLES = (
    "commits_tally",
    # The visit and the letters of one person: written often, shown to her alone.
    "accounts_apitoken",
    "accounts_session",
    "accounts_user",  # who signs in writes into it
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "otp_static_staticdevice",
    "otp_static_statictoken",
    "otp_totp_totpdevice",
    "archives_checkrequest",
    "channels_follower",
    "channels_letter",
    "channels_told",
    "notifications_notification",
    "obligations_calendarfeed",
    "obligations_digestpreference",
    "obligations_reminder",
    # What was done is told by the rows that it was done to.
    "audit_auditentry",
)
