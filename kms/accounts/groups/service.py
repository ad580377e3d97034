"""Group use cases: leads manage their groups, administrators any, the people role members; nobody adds themselves."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kms.access.models import AccessList, Grant
from kms.access.policy import Actor, require_admin, require_people_role
from kms.access.service import audience_list, drop_list
from kms.accounts import queries
from kms.accounts.inputs import GroupDraft, taken
from kms.accounts.models import LEAD, MEMBER, Group, Membership, Person
from kms.accounts.people import directory
from kms.audit.models import AuditEntry
from kms.audit.service import keep_group_name, record
from kms.core.errors import Conflict, Forbidden, Invalid, NotFound
from kms.core.text import N_, fold_key

MOST_NAMES = 200
_STILL_OPEN = N_("Something is still open to this group. Look under “What belongs to the group”, and close that first.")


def get_visible(session: Session, actor: Actor, group_id: int) -> Group:
    """Return the group, for its members and those who manage people. Raises NotFound for anyone else."""
    group = queries.get_group(session, group_id)
    if group_id not in actor.groups and not actor.may_manage_people:
        raise NotFound(N_("There is no such group."))
    return group


def add_group(session: Session, actor: Actor, draft: GroupDraft) -> Group:
    """Create an empty group; for administrators and the people role."""
    require_people_role(actor)
    group = create_group(session, draft)
    record(session, actor, "group.added", group=group.id)
    return group


def create_group(session: Session, draft: GroupDraft) -> Group:
    """Store a group and its access list. Raises Invalid if the name is taken (case-insensitively)."""
    _require_free_name(session, draft.name, 0)
    group = Group(id=_fresh_id(session), name=draft.name, key=fold_key(draft.name), description=draft.description)
    session.add(group)
    session.flush()
    audience_list(session, f"group:{group.id}")
    return group


def _fresh_id(session: Session) -> int | None:
    """Return an id that was never used, because SQLite would reuse that of a deleted group, which the audit log
    mentions; None on other databases, which do not reuse ids."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    return max(session.scalar(select(func.max(column))) or 0 for column in (Group.id, AuditEntry.group_id)) + 1


def change_group(session: Session, actor: Actor, group_id: int, draft: GroupDraft) -> None:
    """Rename a group or change its description."""
    require_lead(actor, group_id)
    group = queries.get_group(session, group_id)
    _require_free_name(session, draft.name, group_id)
    if (group.name, group.description) != (draft.name, draft.description):
        record(session, actor, "group.changed", group=group_id)
    group.name, group.key, group.description = draft.name, fold_key(draft.name), draft.description


def add_members(session: Session, actor: Actor, group_id: int, names: Sequence[str], role: str = MEMBER) -> list[str]:
    """Add people by name or user name, and return the names of those who were not members yet. All or none. Raises
    Invalid if a name is unknown or ambiguous, or if people would add themselves."""
    require_filler(actor, group_id)
    queries.get_group(session, group_id)
    if role == LEAD and _leads(session, group_id):
        require_lead(actor, group_id)
    people = _people_called(session, names)
    added = []
    for person in people:
        _refuse_oneself(session, actor, group_id, person.id)
        if not is_member(session, group_id, person.id):
            added.append(person.name)
        if role == LEAD or not is_member(session, group_id, person.id):
            add_member(session, actor, group_id, person.id, role)
    return added


def _people_called(session: Session, names: Sequence[str]) -> list[Person]:
    if not names:
        raise Invalid({"names": N_("Please fill this in.")})
    if len(names) > MOST_NAMES:
        raise Invalid({"names": N_("At most %(n)s people at a time.", n=MOST_NAMES)})
    found = directory.matching_names(session, names)
    unknown = [name for name, people in found.items() if not people]
    if unknown:
        raise Invalid({"names": N_("Nobody is called: %(names)s", names=", ".join(unknown))})
    for name, people in found.items():
        if len(people) > 1:
            which = ", ".join(person.user_name for person in people[:10])
            message = N_("Several people are called %(name)s. Give the user name: %(which)s", name=name, which=which)
            raise Invalid({"names": message})
    return list({people[0].id: people[0] for people in found.values()}.values())


def _refuse_oneself(session: Session, actor: Actor, group_id: int, person_id: int) -> None:
    if person_id == actor.person_id and group_id not in actor.leads and _leads(session, group_id):
        raise Invalid({"names": N_("Only a lead of this group can let you in.")})


def add_member(session: Session, actor: Actor | None, group_id: int, person_id: int, role: str) -> None:
    """Make the person a member or lead as `put_member` does, with an audit log entry (actor None: on the server)."""
    was = _membership(session, group_id, person_id)
    if was is None:
        record(session, actor, "member.added", whom=person_id, group=group_id)
    if role == LEAD and (was is None or was.role != LEAD):
        record(session, actor, "member.lead", whom=person_id, group=group_id)
    put_member(session, group_id, person_id, role)


def put_member(session: Session, group_id: int, person_id: int, role: str) -> None:
    """Make the person a member or lead of the group, whatever their role was before."""
    row = _membership(session, group_id, person_id)
    if row is None:
        session.add(Membership(group_id=group_id, person_id=person_id, role=role))
    elif row.role != role:
        row.role = role
    session.flush()


def is_member(session: Session, group_id: int, person_id: int) -> bool:
    """Whether the person belongs to the group, in any role."""
    return _membership(session, group_id, person_id) is not None


def change_role(session: Session, actor: Actor, group_id: int, person_id: int, role: str) -> None:
    """Make a member a lead, or a lead a member; the last lead cannot be demoted."""
    require_lead(actor, group_id)
    row = _get_membership(session, group_id, person_id)
    if person_id == actor.person_id and group_id not in actor.leads:
        raise Forbidden(N_("Only a lead of this group can make you a lead."))
    if role != LEAD:
        _require_another_lead(session, row)
    if (row.role == LEAD) != (role == LEAD):
        record(session, actor, "member.lead" if role == LEAD else "member.no_lead", whom=person_id, group=group_id)
    row.role = role if role == LEAD else MEMBER


def remove_member(session: Session, actor: Actor, group_id: int, person_id: int) -> None:
    """Remove a person from the group (anyone may leave), but not the last lead. Effective at their next request."""
    if person_id != actor.person_id:
        require_filler(actor, group_id)
    row = _get_membership(session, group_id, person_id)
    _require_another_lead(session, row)
    kind = "member.left" if person_id == actor.person_id else "member.removed"
    record(session, actor, kind, whom=person_id, group=group_id)
    session.delete(row)


def remove_group(session: Session, actor: Actor, group_id: int) -> None:
    """Delete a group that nothing is shared with; only administrators may if it has members. Raises Conflict."""
    require_people_role(actor)
    group = queries.get_group(session, group_id)
    if queries.members_of(session, group_id):
        require_admin(actor)
    _require_nothing_open(session, group_id)
    record(session, actor, "group.removed", group.name, group=group_id)
    keep_group_name(session, group_id, group.name)
    session.delete(group)
    session.flush()


def _require_nothing_open(session: Session, group_id: int) -> None:
    """The list created with the group is deleted with it; any other mention means something is shared with it."""
    own = audience_list(session, f"group:{group_id}")
    named = Grant.principal.in_((f"group:{group_id}", f"lead:{group_id}"))
    inside = select(AccessList.id).where(AccessList.within_id == own)
    if session.scalar(select(Grant.id).where(named, Grant.acl_id != own)) or session.scalar(inside):
        raise Conflict(_STILL_OPEN)
    try:
        with session.begin_nested():
            drop_list(session, own)
    except IntegrityError as fault:
        raise Conflict(_STILL_OPEN) from fault


def require_lead(actor: Actor, group_id: int) -> None:
    """Raise Forbidden unless `actor` leads the group or is an administrator."""
    if group_id not in actor.leads and not actor.is_admin:
        raise Forbidden(N_("Only the leads of this group can do this."))


def require_filler(actor: Actor, group_id: int) -> None:
    """Raise Forbidden unless `actor` may add and remove members: leads, administrators, the people role."""
    if not actor.manages_people:
        require_lead(actor, group_id)


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
