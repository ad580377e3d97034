"""Use cases about groups: leads manage their own, administrators any, except to let themselves in."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.access.service import audience_list
from kms.accounts import queries
from kms.accounts.inputs import GroupDraft, taken
from kms.accounts.models import LEAD, MEMBER, Group, Membership, Person
from kms.accounts.people import require_admin
from kms.core.errors import Forbidden, Invalid
from kms.core.text import N_, fold_key


def add_group(session: Session, actor: Actor, draft: GroupDraft) -> Group:
    """An administrator makes a group; it is empty."""
    require_admin(actor)
    return create_group(session, draft)


def create_group(session: Session, draft: GroupDraft) -> Group:
    """Store a group, with the list of what is for it. Raises Invalid where the name is taken (without case)."""
    _require_free_name(session, draft.name, 0)
    group = Group(name=draft.name, key=fold_key(draft.name), description=draft.description)
    session.add(group)
    session.flush()
    audience_list(session, f"group:{group.id}")
    return group


def change_group(session: Session, actor: Actor, group_id: int, draft: GroupDraft) -> None:
    """Rename or describe a group."""
    require_lead(actor, group_id)
    group = queries.get_group(session, group_id)
    _require_free_name(session, draft.name, group_id)
    group.name, group.key, group.description = draft.name, fold_key(draft.name), draft.description


def add_member(session: Session, actor: Actor, group_id: int, user_name: str, role: str = MEMBER) -> None:
    """Let a person into the group. Raises Invalid for an unknown name or an administrator letting themselves in."""
    require_lead(actor, group_id)
    queries.get_group(session, group_id)
    person = queries.find_person(session, user_name)
    if person is None or person.suspended_at is not None:
        raise Invalid({"user_name": N_("There is nobody with this user name.")})
    if person.id == actor.person_id and group_id not in actor.leads and _leads(session, group_id):
        raise Invalid({"user_name": N_("Only a lead of this group can let you in.")})
    put_member(session, group_id, person.id, role)


def put_member(session: Session, group_id: int, person_id: int, role: str) -> None:
    """Make the person a member or lead of the group, whatever they were before."""
    row = _membership(session, group_id, person_id)
    if row is None:
        session.add(Membership(group_id=group_id, person_id=person_id, role=role))
    elif row.role != role:
        row.role = role
    session.flush()


def is_member(session: Session, group_id: int, person_id: int) -> bool:
    """Whether the person is in the group, in whatever role."""
    return _membership(session, group_id, person_id) is not None


def change_role(session: Session, actor: Actor, group_id: int, person_id: int, role: str) -> None:
    """Make a member a lead, or a lead a member; the last lead stays."""
    require_lead(actor, group_id)
    row = _get_membership(session, group_id, person_id)
    if person_id == actor.person_id and group_id not in actor.leads:
        raise Forbidden(N_("Only a lead of this group can make you a lead."))
    if role != LEAD:
        _require_another_lead(session, row)
    row.role = role if role == LEAD else MEMBER


def remove_member(session: Session, actor: Actor, group_id: int, person_id: int) -> None:
    """Take a person out of the group (everyone may leave); the last lead stays. Works at their next request."""
    if person_id != actor.person_id:
        require_lead(actor, group_id)
    row = _get_membership(session, group_id, person_id)
    _require_another_lead(session, row)
    session.delete(row)


def require_lead(actor: Actor, group_id: int) -> None:
    """Raise Forbidden unless `actor` leads the group or administers."""
    if group_id not in actor.leads and not actor.is_admin:
        raise Forbidden(N_("Only the leads of this group can do this."))


def _membership(session: Session, group_id: int, person_id: int) -> Membership | None:
    return session.scalar(select(Membership).where(Membership.group_id == group_id, Membership.person_id == person_id))


def _get_membership(session: Session, group_id: int, person_id: int) -> Membership:
    row = _membership(session, group_id, person_id)
    if row is None:
        raise Invalid({"": N_("This person is not in the group.")})
    return row


def _leads(session: Session, group_id: int) -> int:
    query = (
        select(func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.group_id == group_id, Membership.role == LEAD, Person.suspended_at.is_(None))
    )
    return session.scalar(query) or 0


def _require_another_lead(session: Session, row: Membership) -> None:
    if row.role == LEAD and _leads(session, row.group_id) < 2:
        raise Invalid({"": N_("The last lead of a group cannot be removed. Name another lead first.")})


def _require_free_name(session: Session, name: str, own_id: int) -> None:
    if session.scalar(select(Group.id).where(Group.key == fold_key(name), Group.id != own_id)):
        raise taken("name", N_("There is a group of this name already."))
