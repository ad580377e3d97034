"""Add the people of a list: all of them, or none."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, require_people_role
from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft
from kms.accounts.models import LEAD, MEMBER, Membership, Person
from kms.audit.service import record
from kms.core.errors import Invalid
from kms.core.text import N_, fold_key
from kms.onboarding.staff.roster import NEW, Roster, RosterEntry


def admit_people(session: Session, actor: Actor, roster: Roster) -> list[Person]:
    """Store the list and return the new people, in order. Raises Invalid, storing nothing, if any row has an error."""
    require_people_role(actor)
    if roster.wrong or not roster.entries:
        raise Invalid({"text": N_("Nothing was stored yet: some rows need a look.")})
    people = [_person(session, entry) for entry in roster.entries]
    session.flush()
    added = [person for entry, person in zip(roster.entries, people, strict=True) if entry.state == NEW]
    for person in added:
        record(session, actor, "person.added", whom=person.id)
    group_ids = _groups(session, actor, roster.entries)
    led = _led(session, list(group_ids.values()))
    for entry, person in zip(roster.entries, people, strict=True):
        for name in entry.groups:
            id = group_ids[fold_key(name)]
            _put(session, actor, id, person, leads=name in entry.leads, is_led=id in led)
    return added


def _person(session: Session, entry: RosterEntry) -> Person:
    if entry.person_id is not None:
        person = queries.get_person(session, entry.person_id)
        if not person.is_admin:
            person.email = person.email or entry.email
        return person
    person = Person(
        user_name=entry.user_name, key=fold_key(entry.user_name), name=entry.name, email=entry.email, password=None
    )
    session.add(person)
    return person


def _groups(session: Session, actor: Actor, entries: Sequence[RosterEntry]) -> dict[str, int]:
    names = {fold_key(name): name for entry in entries for name in entry.groups}
    found = {key: queries.find_group(session, name) for key, name in names.items()}
    return {
        key: (found[key] or groups.add_group(session, actor, GroupDraft(name, ""))).id for key, name in names.items()
    }


def _led(session: Session, ids: Sequence[int]) -> set[int]:
    """Return those of these groups that have a lead: only leads (and administrators) may appoint further ones."""
    query = select(Membership.group_id).where(Membership.group_id.in_(ids), Membership.role == LEAD)
    return set(session.scalars(query.group_by(Membership.group_id).having(func.count() > 0)))


def _put(session: Session, actor: Actor, group_id: int, person: Person, *, leads: bool, is_led: bool) -> None:
    """Nobody can add themselves to a group that has a lead; members keep their role."""
    if person.id == actor.person_id and is_led and group_id not in actor.leads:
        return
    may_name_leads = not is_led or actor.is_admin or group_id in actor.leads
    if leads and may_name_leads:
        groups.add_member(session, actor, group_id, person.id, LEAD)
    elif not groups.is_member(session, group_id, person.id):
        groups.add_member(session, actor, group_id, person.id, MEMBER)
