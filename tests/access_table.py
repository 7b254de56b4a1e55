"""Who may open what: every URL of Firstline, by name. A URL without an entry fails the test.

Where a page belongs to a ticket, it is also tried on a ticket of the restricted group Security,
which only admins and its member Goran may know of; the table need not say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["admin", "lead", "agent", "light", "other group", "customer", "stranger"]

_LIGHT = frozenset[Role]({"light"})
_CUSTOMER = frozenset[Role]({"customer"})
_STRANGER = frozenset[Role]({"stranger"})

ADMIN = frozenset[Role]({"admin"})
LEADS = frozenset[Role]({"admin", "lead"})
WORKERS = frozenset[Role]({"admin", "lead", "agent", "other group"})
TEAM = WORKERS | _LIGHT
SIGNED_IN = TEAM | _CUSTOMER
EVERYBODY = SIGNED_IN | _STRANGER
NOBODY = frozenset[Role]()
# Of what one agent alone is writing; on the restricted ticket that is its member.
WRITER = frozenset[Role]({"agent"})
MEMBER = frozenset[Role]({"other group"})
# Who may know of the restricted ticket.
INSIDERS = ADMIN | MEMBER


REFUSALS = frozenset({401, 403, 404})


@dataclass(frozen=True)
class Page:
    who: frozenset[Role]
    method: str = "GET"
    about_ticket: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    refusals: frozenset[int] = REFUSALS


def _shown(who: frozenset[Role] = TEAM) -> list[Page]:
    return [Page(who, about_ticket=True)]


def _done(data: Mapping[str, str], *methods: str, who: frozenset[Role] = WORKERS) -> list[Page]:
    """Things done to a ticket: by POST, and by the further methods."""
    return [
        Page(who, method, about_ticket=True, data=data if method == "POST" else {})
        for method in ("POST", *methods)
    ]


_POSTED_BY_ADMINS = [Page(ADMIN, "POST")]
_NEW_TICKET = {"address": "new@customer.example", "subject": "Hello", "body": "…", "kind": "reply"}
_NEW_CUSTOMER = {"name": "Nia", "address": "nia@customer.example"}
_NEW_ROLE = {"name": "Night watch", "sees": "groups", "rights": "note"}
_NEW_MACRO = {"title": "Refunds::Sent", "body": "Hello", "share": "own"}
_API_TICKET = {"ticket": {"subject": "Hello", "comment": {"body": "Hello"}}}
_SIDE = {"subject": "Lamp 7", "body": "Hello", "add_to": "parts@supplier.example"}
_API_CHANGE = {"ticket": {"priority": "high"}}

ACCESS: dict[str, list[Page]] = {
    # The platform
    "healthz": [Page(EVERYBODY)],
    # Only where FIRSTLINE_DEBUG is set.
    "gallery": [Page(NOBODY)],
    "gallery_ticket": [Page(NOBODY)],
    # One's own account
    "profile": [Page(SIGNED_IN), Page(SIGNED_IN, "POST")],
    "sessions": [Page(SIGNED_IN)],
    "end_other_sessions": [Page(SIGNED_IN, "POST")],
    "end_session": [Page(WRITER, "POST")],
    "account_login": [Page(EVERYBODY), Page(EVERYBODY, "POST")],
    "account_logout": [Page(SIGNED_IN)],
    "account_inactive": [Page(EVERYBODY)],
    # The agent alone has something to be asked for: an app.
    "account_reauthenticate": [Page(WRITER)],
    "account_change_password": [Page(SIGNED_IN)],
    "account_set_password": [Page(SIGNED_IN)],
    "account_reset_password": [Page(EVERYBODY), Page(EVERYBODY, "POST")],
    "account_reset_password_done": [Page(EVERYBODY)],
    "account_reset_password_from_key": [Page(EVERYBODY)],
    "account_reset_password_from_key_done": [Page(EVERYBODY)],
    "mfa_index": [Page(SIGNED_IN)],
    # Only in the middle of signing in; who is in is led to the desk.
    "mfa_authenticate": [Page(SIGNED_IN)],
    "mfa_reauthenticate": [Page(WRITER)],
    "mfa_activate_totp": [Page(SIGNED_IN)],
    "mfa_deactivate_totp": [Page(WRITER)],
    # Nobody has any.
    "mfa_view_recovery_codes": [Page(NOBODY)],
    "mfa_generate_recovery_codes": [Page(SIGNED_IN)],
    "mfa_download_recovery_codes": [Page(NOBODY)],
    "mfa_list_webauthn": [Page(SIGNED_IN)],
    "mfa_add_webauthn": [Page(SIGNED_IN)],
    "mfa_login_webauthn": [Page(SIGNED_IN)],
    "mfa_reauthenticate_webauthn": [Page(WRITER)],
    # Nobody has a passkey; the agent is asked for the app before hearing so.
    "mfa_edit_webauthn": [Page(WRITER)],
    "mfa_remove_webauthn": [Page(WRITER)],
    # There is no sign-in service in the tests.
    "openid_connect_login": [Page(NOBODY, "POST")],
    "openid_connect_callback": [Page(NOBODY)],
    "socialaccount_login_cancelled": [Page(EVERYBODY)],
    # Pages that say no, to whomever.
    "sso_refused": [Page(NOBODY)],
    "socialaccount_login_error": [Page(NOBODY)],
    # The set-up is over: everybody is led to the desk.
    "setup": [Page(EVERYBODY), Page(EVERYBODY, "POST")],
    # The team
    "people": [Page(ADMIN)],
    "agent_role": [Page(ADMIN, "POST", data={"role": "lead"})],
    "agent_deactivation": _POSTED_BY_ADMINS,
    "agent_reactivation": _POSTED_BY_ADMINS,
    "invitations": [Page(ADMIN, "POST", data={"email": "x@example.com", "role": "agent"})],
    "invitation_renewal": _POSTED_BY_ADMINS,
    "invitation_revocation": _POSTED_BY_ADMINS,
    # Whoever holds the link; the link is the proof.
    "accept_invitation": [Page(EVERYBODY)],
    "agent_groups": [Page(ADMIN), Page(ADMIN, "POST", data={"name": "Night shift"})],
    "agent_group": [Page(ADMIN), Page(ADMIN, "POST", data={"name": "Billing"})],
    "signature": [Page(TEAM, "POST")],
    # Customers and organisations: all agents read, those who are not light change.
    "customers": [Page(TEAM), Page(TEAM, data={"q": "Quartzberg"})],
    "new_customer": [Page(WORKERS), Page(WORKERS, "POST", data=_NEW_CUSTOMER)],
    "customer": [Page(TEAM)],
    "customer_history": [Page(TEAM)],
    "customer_fact": [Page(WORKERS), Page(WORKERS, "POST", data={"value": "Kind."})],
    "identities": [Page(WORKERS, "POST", data={"value": "more@customer.example"})],
    "identity": [Page(WORKERS, "POST"), Page(WORKERS, "DELETE")],
    "main_identity": [Page(WORKERS, "POST")],
    "identity_verification": [Page(WORKERS, "POST")],
    "memberships": [Page(WORKERS, "POST", data={"organisation": "Globex"})],
    "membership": [Page(WORKERS, "POST"), Page(WORKERS, "DELETE")],
    "default_membership": [Page(WORKERS, "POST")],
    "sight": [Page(WORKERS), Page(WORKERS, "POST", data={"sees": "all"})],
    "new_company": [Page(WORKERS, "POST", data={"organisation": "Globex"})],
    "customer_merge": [Page(WORKERS), Page(WORKERS, "POST")],
    "merge": [Page(WORKERS, "POST"), Page(WORKERS, "DELETE")],
    "customer_block": [Page(WORKERS, "POST"), Page(WORKERS, "DELETE")],
    "organisations": [Page(TEAM), Page(TEAM, data={"q": "Quartzberg"})],
    "organisation_names": [Page(TEAM, data={"organisation": "Ac"})],
    "new_organisation": [Page(WORKERS), Page(WORKERS, "POST", data={"name": "Globex"})],
    "organisation": [Page(TEAM)],
    "organisation_history": [Page(TEAM)],
    "organisation_fact": [Page(WORKERS), Page(WORKERS, "POST", data={"value": "Kind."})],
    "organisation_merge": [Page(WORKERS), Page(WORKERS, "POST")],
    "organisation_deletion": [Page(WORKERS, "POST")],
    # Settings
    "settings": [Page(ADMIN), Page(ADMIN, data={"q": "tags"})],
    "settings_history": [Page(ADMIN)],
    "roles": [Page(ADMIN), Page(ADMIN, "POST", data=_NEW_ROLE)],
    "new_role": [Page(ADMIN)],
    "role": [Page(ADMIN), Page(ADMIN, "POST", data=_NEW_ROLE)],
    "role_copy": _POSTED_BY_ADMINS,
    "role_deletion": [Page(ADMIN), Page(ADMIN, "POST", data={"then": "light"})],
    "settings_fields": [Page(ADMIN)],
    "settings_new_field": [
        Page(ADMIN),
        Page(ADMIN, "POST", data={"kind": "text", "title": "Colour"}),
    ],
    "settings_field": [Page(ADMIN), Page(ADMIN, "POST", data={"title": "Colour"})],
    "settings_options": [Page(ADMIN, "POST", data={"labels": "Red"})],
    "settings_option": [Page(ADMIN, "POST", data={"label": "Red"})],
    "settings_forms": [Page(ADMIN), Page(ADMIN, "POST", data={"name": "Repairs"})],
    "settings_form": [Page(ADMIN), Page(ADMIN, "POST", data={"name": "Repairs"})],
    # The form has the field that it is asked to add; nothing is found by the other numbers.
    "settings_form_fields": [Page(NOBODY, "POST")],
    "settings_conditions": [Page(NOBODY, "POST")],
    "settings_condition": _POSTED_BY_ADMINS,
    "settings_statuses": [
        Page(ADMIN),
        Page(ADMIN, "POST", data={"category": "open", "label": "Asking around"}),
    ],
    "settings_status": [Page(ADMIN, "POST", data={"label": "Asking around"})],
    "settings_order": [Page(NOBODY, "POST")],
    "settings_state": [Page(ADMIN, "POST", data={"state": "inactive"})],
    "settings_time_tracking": [Page(ADMIN), Page(ADMIN, "POST", data={"is_on": "1"})],
    "settings_tags": [Page(ADMIN)],
    "tag_suggestions": [Page(TEAM, data={"add": "vi"})],
    "tag_changes": [Page(ADMIN, "POST", data={"tag": "old", "target": "new"})],
    "tag_change": [Page(ADMIN)],
    "tag_change_undo": _POSTED_BY_ADMINS,
    # The desk
    "home": [Page(TEAM)],
    "tickets": [Page(TEAM)],
    "rows": [Page(TEAM)],
    "views": [Page(TEAM)],
    "filtered": [Page(TEAM, data={"at": "all", "field": "status", "value": "open"})],
    "filter_fields": [Page(TEAM)],
    "filter_condition": [Page(TEAM, data={"field": "status"})],
    "filter_choices": [Page(TEAM, data={"field": "requester_id", "q": "Quartzberg"})],
    "saved_views": [Page(TEAM), Page(TEAM, "POST", data={"title": "Mine too"})],
    "view_form": [Page(TEAM)],
    # Amara's own.
    "saved_view": [Page(WRITER, "POST", data={"title": "Mine"}), Page(WRITER, "DELETE")],
    "density": [Page(TEAM, "POST", data={"density": "dense"})],
    "list_choices": [Page(TEAM)],
    "ticket_preview": _shown(),
    "bulk_choices": [Page(WORKERS)],
    "bulk_merge": [Page(WORKERS, data={"tickets": "1,2"})],
    "bulk_edits": [
        Page(TEAM),
        Page(WORKERS, "POST", data={"tickets": "1,2", "change": "priority:high"}),
    ],
    # Amara's own; admins see everybody's.
    "bulk_edit": [Page(WRITER | ADMIN), Page(WRITER | ADMIN, "DELETE")],
    "bulk_progress": [Page(WRITER | ADMIN)],
    "bulk_undoing": [Page(WRITER | ADMIN, "POST")],
    "new_ticket": [Page(WORKERS), Page(WORKERS, "POST", data=_NEW_TICKET)],
    "ticket": _shown(),
    "changes": _shown(),
    "earlier_messages": _shown(),
    "history": _shown(),
    "assignment": _done({"agent": ""}, "DELETE"),
    "status": _done({"status": "pending"}),
    "priority": _done({"priority": "high"}),
    "tags": _done({"add": "lamp"}),
    "group": _done({"group": ""}, "DELETE"),
    "subject": _done({"subject": "Another one"}),
    "ticket_type": _done({"type": "task"}),
    "form": _done({"form": ""}),
    "due": _done({"due": "2030-01-01T09:00"}, "DELETE"),
    "field": _done({"value": "A1"}),
    "field_choices": _shown(),
    "field_change": _done({}),
    "snooze": _done({"for": "tomorrow"}, "DELETE"),
    "participants": _done({"address": "copy@customer.example"}),
    "participant": _done({}, "DELETE"),
    "replies": _done({"body": "Hello"}),
    "notes": _done({"body": "Hello"}, who=TEAM),
    "drafts": _done({"body": "Hello", "kind": "note"}, who=TEAM),
    "uploads": _done({"kind": "note"}, who=TEAM),
    # To everybody else it is as if the reply had been sent.
    "hold": [
        Page(WRITER, method, about_ticket=True, refusals=REFUSALS | {409})
        for method in ("POST", "DELETE")
    ],
    # How tickets hang together
    "ticket_merge": [*_shown(WORKERS), *_done({})],
    "split": [*_shown(WORKERS), *_done({"subject": "Two"})],
    "moves": [*_shown(WORKERS), *_done({"subject": "Two"})],
    "undo_rearrangement": _done({}),
    "link_candidates": [Page(TEAM, about_ticket=True, data={"q": "Quartzberg"})],
    "ticket_links": _done({"relation": "blocks"}),
    "ticket_link": _done({}, "DELETE"),
    "follow_ups": _done({}),
    "children": [*_shown(WORKERS), *_done({"subject": "A part", "task": "Look"})],
    "incidents": [*_shown(WORKERS), *_done({"body": "Done"})],
    "incidents_solution": _done({}, "DELETE"),
    "removal": _done({"to": "bin"}, "DELETE"),
    # A reply that waits is seen by all who see the ticket; in the tests none is scheduled.
    "schedule": [
        Page(NOBODY, method, about_ticket=True, refusals=REFUSALS | {409})
        for method in ("POST", "DELETE")
    ],
    # Nor is a draft shared.
    "draft_author": [Page(NOBODY, "POST", about_ticket=True, refusals=REFUSALS | {409})],
    "shared_draft": _done({"body": "Hello"}, "DELETE"),
    "recipients": _done({"add_cc": "copy@customer.example"}),
    "recipient_suggestions": _shown(),
    "colleagues": _shown(),
    "follower": _done({}, "DELETE", who=TEAM),
    "reading": _done({"number": "1"}, "DELETE", who=TEAM),
    "message_menu": _shown(),
    "message_text": _shown(),
    "message_rest": _shown(),
    "redaction": [
        *_shown(),
        *_done({"passages": "Quartzberg"}),
    ],
    "privacy": _done({}, "DELETE"),
    "message_frame": _shown(),
    "message_images": _done({}, who=TEAM),
    # The mail has no pictures.
    "remote_image": _shown(NOBODY),
    "attachment": _shown(),
    "search": [Page(TEAM, data={"q": "Quartzberg"})],
    "suggestions": [Page(TEAM, data={"q": "Quartzberg"})],
    "similar_tickets": _shown(),
    # Presence
    # What one person is told: each sees their own, of tickets that they may see.
    "notices": [Page(SIGNED_IN)],
    "notices_bell": [Page(SIGNED_IN)],
    "notices_panel": [Page(SIGNED_IN)],
    "notices_reading": [Page(SIGNED_IN, "POST")],
    "notices_quiet": [Page(SIGNED_IN, "POST", data={"span": "hour"}), Page(SIGNED_IN, "DELETE")],
    "notice_settings": [Page(SIGNED_IN), Page(SIGNED_IN, "POST", data={"starts_at": "08:00"})],
    "notice_mail": [Page(SIGNED_IN, "POST")],
    "notice_devices": [Page(SIGNED_IN, "POST")],
    "notice_device_removal": [Page(WRITER, "POST")],
    "push_worker": [Page(EVERYBODY)],
    # Whoever holds the link of a mail; this one is forged.
    "unsubscribe": [Page(NOBODY), Page(NOBODY, "POST")],
    "notice_mute": [*_shown(), *_done({}, "DELETE", who=TEAM)],
    "notice": _shown(WRITER),
    "notice_reading": _done({}, "DELETE", who=WRITER),
    "notice_archive": _done({}, "DELETE", who=WRITER),
    "presence": [Page(TEAM, "POST", about_ticket=True, data={"state": "viewing"})],
    "ticket_presence": _shown(),
    # Side conversations: who sees the ticket reads them, who may reply writes.
    "side_conversations": [*_shown(WORKERS), *_done(_SIDE)],
    "side_conversation": [*_shown(), *_done({"body": "Hello"})],
    "side_changes": _shown(),
    "side_done": _done({}, "DELETE"),
    "side_reading": _done({"number": "1"}, who=TEAM),
    "side_frame": _shown(),
    "side_file": _shown(),
    "side_draft": _done({"body": "Hello"}, "DELETE"),
    "side_uploads": _done({}),
    "side_ticket_files": _shown(WORKERS),
    "side_quotes": _done({}),
    "side_recipients": _done({"add_to": "parts@supplier.example"}),
    "side_suggestions": _shown(WORKERS),
    # Mail
    "received": [Page(ADMIN)],
    "received_mail": [Page(ADMIN)],
    "received_mail_source": [Page(ADMIN)],
    # The message of the tests was not mailed.
    "message_original": _shown(NOBODY),
    "received_mail_replays": _POSTED_BY_ADMINS,
    "outbox": [Page(ADMIN)],
    "outbox_mail": _shown(ADMIN),
    "outbox_mail_html": _shown(ADMIN),
    "outbox_mail_source": _shown(ADMIN),
    "outbox_mail_attempts": _done({}),
    # Macros: of those that everybody has, agents read, and who leads changes.
    "macros": [Page(WORKERS), Page(WORKERS, "POST", data=_NEW_MACRO)],
    "new_macro": [Page(WORKERS)],
    "macro_line": [Page(WORKERS, data={"field": "status"})],
    "macro_preview": [Page(WORKERS, "POST", data={"body_html": "<p>{{ticket.id}}</p>"})],
    # Which one, the form says: there is none of that number.
    "macro_order": [Page(NOBODY, "POST", data={"moved": "0"})],
    "macro_export": [Page(WORKERS)],
    # Without a file there is nothing to be let in with.
    "macro_import": [Page(NOBODY, "POST", refusals=REFUSALS | {422})],
    "macro": [Page(WORKERS), Page(LEADS, "POST", data=_NEW_MACRO)],
    "macro_use": [Page(LEADS, "POST"), Page(LEADS, "DELETE")],
    "macro_copy": [Page(WORKERS, "POST")],
    "bulk_macros": [Page(WORKERS, "POST", data={"tickets": "1,2"})],
    "bulk_macro": [Page(WORKERS, "POST", data={"tickets": "1,2"})],
    "ticket_macros": _shown(WORKERS),
    "ticket_macro": _done({"kind": "note"}),
    # Only who did it has the signed address.
    "macro_undo": [Page(NOBODY, "POST", about_ticket=True)],
    # Nothing waits.
    "pending_macro": [Page(NOBODY, method, about_ticket=True) for method in ("POST", "DELETE")],
    # The API
    "api-me": [Page(TEAM)],
    "api-tickets": [Page(TEAM), Page(WORKERS, "POST", json=_API_TICKET)],
    "api-ticket": [
        *_shown(),
        Page(WORKERS, "PUT", about_ticket=True, json=_API_CHANGE),
    ],
    "api-comments": _shown(),
    "api-search": [Page(TEAM, data={"query": "Quartzberg"})],
    "api-search-count": [Page(TEAM, data={"query": "Quartzberg"})],
    "api-attachment-content": _shown(),
    "api-openapi": [Page(EVERYBODY)],
}
