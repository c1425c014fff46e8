"""Where is what in the API? Parameters are named after what they identify; the isolation suite reads them."""

from __future__ import annotations

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from api import docs, problems
from api.endpoints import (
    amendments,
    audit,
    calendars,
    catalogs,
    closures,
    deviations,
    disclosures,
    following,
    obligations,
    own,
    rollouts,
    sign_in,
    units,
)

app_name = "api"

_v1 = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign_out"),
    path("me/", sign_in.Me.as_view(), name="me"),
    path("units/", units.Units.as_view(), name="units"),
    path("units/tree/", units.Tree.as_view(), name="tree"),
    path("units/<uuid:unit_id>/", units.OneUnit.as_view(), name="unit"),
    path("units/<uuid:unit_id>/placements/", units.Placements.as_view(), name="placements"),
    path("units/<uuid:unit_id>/items/<uuid:item_id>/tighten/", deviations.Tighten.as_view(), name="tighten"),
    path("units/<uuid:unit_id>/items/<uuid:item_id>/decline/", deviations.Decline.as_view(), name="decline"),
    path("units/<uuid:unit_id>/items/<uuid:item_id>/exemption/", deviations.AskExemption.as_view(), name="exempt"),
    path("catalog-policy/", deviations.Policy.as_view(), name="catalog_policy"),
    path("overrides/", deviations.Overrides.as_view(), name="overrides"),
    path("overrides/<uuid:override_id>/", deviations.OneOverride.as_view(), name="override"),
    *deviations.steps_of_overrides(),
    path("exemptions/", deviations.Exemptions.as_view(), name="exemptions"),
    path("exemptions/<uuid:exemption_id>/", deviations.OneExemption.as_view(), name="exemption"),
    *deviations.steps_of_exemptions(),
    path("items/", catalogs.Items.as_view(), name="items"),
    *amendments.routes(),
    path("items/<uuid:item_id>/", catalogs.OneItem.as_view(), name="item"),
    path("catalogs/", catalogs.Catalogs.as_view(), name="catalogs"),
    path("catalogs/import/", catalogs.Import.as_view(), name="import"),
    path("catalogs/<uuid:catalog_id>/versions/", catalogs.Versions.as_view(), name="versions"),
    *catalogs.steps_of_versions(),
    path("disclosures/", disclosures.Disclosures.as_view(), name="disclosures"),
    path("disclosures/<uuid:disclosure_id>/", disclosures.OneDisclosure.as_view(), name="disclosure"),
    path("disclosures/<uuid:disclosure_id>/attachments/", disclosures.Attachments.as_view(), name="attachments"),
    path("disclosures/<uuid:disclosure_id>/decisions/", disclosures.Decisions.as_view(), name="decisions"),
    path("disclosures/<uuid:disclosure_id>/history/", disclosures.History.as_view(), name="history"),
    *disclosures.steps_of_disclosures(),
    path("attachments/<uuid:attachment_id>/", disclosures.OneAttachment.as_view(), name="attachment"),
    path(
        "attachments/<uuid:attachment_id>/content/",
        disclosures.AttachmentContent.as_view(),
        name="attachment_content",
    ),
    path("rollouts/", rollouts.Rollouts.as_view(), name="rollouts"),
    path("rollouts/<uuid:rollout_id>/", rollouts.OneRollout.as_view(), name="rollout"),
    path("rollouts/<uuid:rollout_id>/progress/", rollouts.Progress.as_view(), name="rollout_progress"),
    path("rollouts/<uuid:rollout_id>/remind/", rollouts.Remind.as_view(), name="rollout_remind"),
    path("rollouts/<uuid:rollout_id>/units/", rollouts.Units.as_view(), name="rollout_unit_list"),
    *rollouts.steps_of_rollouts(),
    path("rollout-units/", rollouts.OwnUnits.as_view(), name="rollout_units"),
    path("rollout-units/<uuid:rollout_unit_id>/", rollouts.OneUnit.as_view(), name="rollout_unit"),
    *rollouts.steps_of_units(),
    path("obligations/trend/", following.Trend.as_view(), name="trend"),
    path("obligations/remind/", following.RemindLate.as_view(), name="remind_late"),
    path("obligations/<uuid:obligation_id>/assign/", following.Assign.as_view(), name="obligation_assign"),
    *obligations.routes(),
    path("calendar-feeds/", calendars.Feeds.as_view(), name="calendar_feeds"),
    path("calendar-feeds/<uuid:feed_id>/", calendars.OneFeed.as_view(), name="calendar_feed"),
    path("calendar-feeds/<uuid:feed_id>/renew/", calendars.RenewFeed.as_view(), name="calendar_feed_renew"),
    path("me/digest/", calendars.Digest.as_view(), name="digest"),
    path("closures/", closures.Closures.as_view(), name="closures"),
    path("closures/preview/", closures.Preview.as_view(), name="closure_preview"),
    path("closures/<uuid:span_id>/withdraw/", closures.Withdraw.as_view(), name="closure_withdraw"),
    path("inbox/", own.Inbox.as_view(), name="inbox"),
    path("notifications/", own.Notifications.as_view(), name="notifications"),
    path("notifications/read/", own.ReadAllNotifications.as_view(), name="notifications_read"),
    path("notifications/<uuid:notification_id>/read/", own.ReadNotification.as_view(), name="notification_read"),
    path("audit/", audit.Audit.as_view(), name="audit"),
]

urlpatterns = [
    path("v1/", include(_v1)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
    re_path(r"", problems.not_found, name="missing"),
]
