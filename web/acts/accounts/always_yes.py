"""What leads are asked again and again, and always allow: they add it to the list of what people
may do without asking, or say that it is not for the list."""

from sqlmodel import Session, col, select

from web.acts.accounts import allowances
from web.acts.accounts.allowances import WantedAllowance
from web.acts.core.tap import Tap
from web.rules.issues import Refusal
from web.rules.repeated_asks import refuse_listed
from web.store.errors import NotFound
from web.store.tables.allowances import Allowance
from web.store.tables.repeated_asks import RepeatedAsk


def add_to_list(tap: Tap, ask_id: int, wanted: WantedAllowance) -> Refusal | None:
    """Of two leads at once one adds it, the other learns that it stands there."""
    ask = _ask(tap, ask_id)
    if _is_listed(tap.session, ask):
        return refuse_listed()
    refused = allowances.add(tap, ask.site_id, wanted)
    if refused is None:
        ask.allowance_id = _newest(tap.session, ask.site_id, wanted)
        tap.session.add(ask)
    return refused


def dismiss(tap: Tap, ask_id: int) -> None:
    """“Not for the list”: it comes back only when it was asked and allowed several times again."""
    ask = _ask(tap, ask_id)
    ask.dismissed_at, ask.allowance_id = tap.now, None
    tap.session.add(ask)


def _ask(tap: Tap, ask_id: int) -> RepeatedAsk:
    ask = tap.session.get(RepeatedAsk, ask_id, with_for_update=True)
    if ask is None or not tap.actor.leads(ask.site_id):
        raise NotFound
    return ask


def _is_listed(session: Session, ask: RepeatedAsk) -> bool:
    added = session.get(Allowance, ask.allowance_id) if ask.allowance_id else None
    return added is not None and added.removed_at is None


def _newest(session: Session, site_id: int, wanted: WantedAllowance) -> int:
    session.flush()
    query = select(Allowance.id).where(
        Allowance.site_id == site_id,
        Allowance.role == wanted.role,
        Allowance.words == wanted.words,
        col(Allowance.removed_at).is_(None),
    )
    return session.exec(query).one()
