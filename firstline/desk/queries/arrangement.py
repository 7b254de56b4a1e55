"""What admins arranged for tickets, by one query however much of it there is."""

import json
from typing import Any

from django.db import connection

from firstline.desk.layout import Arrangement, FormLayout, OwnStatus, Rule, must_have_fields
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.fields.models import CustomField

# Forms that are out of use stay the layout of the tickets that have them.
_ARRANGED = """
SELECT json_build_object(
  'tracks_time', (SELECT c.tracks_time FROM company_company c WHERE c.id = 1),
  'fields', (
    SELECT json_agg(to_jsonb(f) - 'created_at' - 'updated_at' ORDER BY f.position, f.id)
    FROM fields_customfield f WHERE f.subject = 'ticket' AND f.is_active
  ),
  'statuses', (
    SELECT json_agg(json_build_object('id', s.id, 'category', s.category, 'label', s.label)
                    ORDER BY s.position, s.id)
    FROM desk_customstatus s WHERE s.is_active
  ),
  'forms', (
    SELECT json_agg(json_build_object(
      'id', f.id, 'name', f.name, 'is_default', f.is_default, 'is_active', f.is_active,
      'fields', (
        SELECT json_agg(p.field_id ORDER BY p.position, p.id)
        FROM desk_formfield p WHERE p.form_id = f.id
      ),
      'rules', (
        SELECT json_agg(json_build_object('parent', c.parent_id, 'value', c.value,
                                          'child', c.child_id, 'required_on', c.required_on)
                        ORDER BY c.id)
        FROM desk_fieldcondition c WHERE c.form_id = f.id
      )) ORDER BY f.position, f.id)
    FROM desk_ticketform f WHERE f.is_active OR f.id = %s
  )
)::text
"""


def arrangement(*, form_id: int | None = None) -> Arrangement:
    """What there is to choose from; `form_id` is one to include even if it is out of use."""
    with connection.cursor() as cursor:
        cursor.execute(_ARRANGED, [form_id])
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return Arrangement(
        fields=[CustomField(**row) for row in found["fields"] or ()],
        forms=[_form(row) for row in found["forms"] or ()],
        statuses=[OwnStatus(**row) for row in found["statuses"] or ()],
        tracks_time=bool(found["tracks_time"]),
    )


def must_be_filled_in(ticket: Ticket, status: str) -> None:
    """Refuse the status while fields that it needs are empty. Asked by pages and held replies.

    The API, rules and mail do not ask: an integration must not fail because a form grew.
    """
    if status in TicketStatus.values:
        must_have_fields(ticket, arrangement(form_id=ticket.form_id), status)


def _form(row: dict[str, Any]) -> FormLayout:
    rules = [Rule(**one) for one in row.pop("rules") or ()]
    return FormLayout(**row | {"fields": row["fields"] or [], "rules": rules})
