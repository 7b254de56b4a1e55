"""What is known of a person or an organisation: facts, changed one or several at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from firstline.customers import rules
from firstline.customers.actions.locking import locked_customer, locked_organisation
from firstline.customers.domains import checked_domain
from firstline.customers.errors import BadFact, FactIsTaken, FactsMovedOn
from firstline.customers.events import Changes, CustomerDescribed, OrganisationDescribed
from firstline.customers.models import Customer, Organisation, OrganisationDomain, Sight
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.platform.fields.models import CustomField, FieldSubject
from firstline.platform.fields.values import cleaned

_OF_PERSON = {
    "name": rules.clean_name,
    "language": rules.clean_language,
    "time_zone": rules.clean_time_zone,
}
_OF_CUSTOMER = {
    "notes": rules.clean_notes,
    "tags": rules.clean_tags,
    "external_id": rules.clean_external_id,
}


def _clean_sight(sight: str) -> str:
    if sight not in (Sight.NONE, Sight.ALL):
        raise BadFact(_("New members see nothing of the others, or everything."))
    return sight


_OF_ORGANISATION = {
    "name": rules.clean_name,
    "notes": rules.clean_notes,
    "tags": rules.clean_tags,
    "external_id": rules.clean_external_id,
    "members_see": _clean_sight,
}


@transaction.atomic
def describe(
    customer: Customer, *, facts: Mapping[str, Any], by: Actor, notes_were: str | None = None
) -> Customer:
    """Set some of name, language, time_zone, notes, tags, external_id and fields.

    `fields` maps the slots of custom fields to what was given; those not named stay. With
    `notes_were`, notes that somebody else has changed since are not overwritten.
    """
    rules.must_change(by)
    customer = locked_customer(customer)
    _must_be_unchanged(customer, notes_were)
    changes = _set(customer.person, _OF_PERSON, facts) | _set(customer, _OF_CUSTOMER, facts)
    changes |= _answer(customer, FieldSubject.CUSTOMER, facts.get("fields", {}))
    if not changes:
        return customer
    customer.person.save(update_fields=[*_OF_PERSON])
    _save(customer, [*_OF_CUSTOMER, "fields"])
    publish(CustomerDescribed(customer=customer, changes=changes, by=by))
    return customer


@transaction.atomic
def describe_organisation(
    organisation: Organisation,
    *,
    facts: Mapping[str, Any],
    by: Actor,
    notes_were: str | None = None,
) -> Organisation:
    """Set some of name, domains, notes, tags, external_id, members_see and fields."""
    rules.must_change(by)
    organisation = locked_organisation(organisation)
    _must_be_unchanged(organisation, notes_were)
    changes = _set(organisation, _OF_ORGANISATION, facts)
    changes |= _answer(organisation, FieldSubject.ORGANISATION, facts.get("fields", {}))
    if "domains" in facts:
        changes |= set_domains(organisation, facts["domains"])
    if not changes:
        return organisation
    _save(organisation, [*_OF_ORGANISATION, "fields"])
    publish(OrganisationDescribed(organisation=organisation, changes=changes, by=by))
    return organisation


def set_domains(organisation: Organisation, given: Sequence[str]) -> dict[str, tuple[Any, Any]]:
    """Make these the domains of an organisation that is locked; say what changed."""
    if len(given) > rules.MOST_DOMAINS:
        raise BadFact(
            _("That is %(number)d domains; an organisation can have %(most)d.")
            % {"number": len(given), "most": rules.MOST_DOMAINS}
        )
    before = sorted(organisation.domains.values_list("domain", flat=True))
    after = sorted({checked_domain(domain) for domain in given})
    if before == after:
        return {}
    taken = OrganisationDomain.objects.exclude(organisation=organisation).filter(domain__in=after)
    for other in taken.select_related("organisation"):
        raise FactIsTaken(
            _("%(domain)s belongs to %(organisation)s already.")
            % {"domain": other.domain, "organisation": other.organisation}
        )
    organisation.domains.filter(domain__in=set(before) - set(after)).delete()
    _claim(organisation, [domain for domain in after if domain not in before])
    return {"domains": (before, after)}


def _claim(organisation: Organisation, domains: Sequence[str]) -> None:
    try:
        with transaction.atomic():
            OrganisationDomain.objects.bulk_create(
                OrganisationDomain(organisation=organisation, domain=domain) for domain in domains
            )
    except IntegrityError as error:
        raise FactIsTaken(
            _("Another organisation has just been given one of these domains. Look again.")
        ) from error


def _set(row: Any, cleaners: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Put clean facts on the row, unsaved; what each was and is, where it changes."""
    changes = {}
    for name, clean in cleaners.items():
        if name not in facts:
            continue
        before, after = getattr(row, name), clean(facts[name])
        if before != after:
            changes[name] = (before, after)
            setattr(row, name, after)
    return changes


def _answer(
    row: Customer | Organisation, subject: FieldSubject, given: Mapping[str, Any]
) -> Changes:
    """Put what custom fields shall hold on the row, unsaved."""
    if not given:
        return {}
    known = {field.slot: field for field in CustomField.objects.about(subject)}
    changes, values = {}, dict(row.fields)
    for slot, answer in given.items():
        if slot not in known:
            raise BadFact(_("There is no such field."))
        before, after = values.get(slot), cleaned(known[slot], answer)
        if before == after:
            continue
        changes[f"field {known[slot].title}"] = (before, after)
        if after is None:
            values.pop(slot)
        else:
            values[slot] = after
    row.fields = values
    return changes


def _save(row: Customer | Organisation, names: Sequence[str]) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=names)
    except IntegrityError as error:
        raise _taken(error) from error


def _taken(error: IntegrityError) -> FactIsTaken:
    if "external_id" in str(error):
        return FactIsTaken(_("Somebody else has this external id already."))
    return FactIsTaken(_("There is already an organisation of this name."))


def _must_be_unchanged(row: Customer | Organisation, notes_were: str | None) -> None:
    if notes_were is not None and notes_were.replace("\r\n", "\n") != row.notes:
        raise FactsMovedOn(
            _("Somebody else has changed these notes meanwhile. Read them, then write yours again.")
        )
