"""The log only grows: the database itself refuses to change or delete what stands there.

Two things still may: erasing a person takes their number out of an entry, and what belonged to a
club goes with it.

On SQLite a batch on ``audit`` in a later revision makes that table anew, and the guard, which is
two triggers, goes with the old one: such a revision has to set it up again.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SAID = "the log only grows"
_STAYS = ("id", "club_id", "at", "deed", "subject_kind", "facts", "reason")
_GOES = ("actor_id", "subject_id")
_CLUB_IS_THERE = "EXISTS (SELECT 1 FROM clubs WHERE clubs.id = OLD.club_id)"


def _changed() -> str:
    stays = [
        f"CAST(NEW.{name} AS TEXT) IS DISTINCT FROM CAST(OLD.{name} AS TEXT)" for name in _STAYS
    ]
    goes = [f"(NEW.{n} IS NOT NULL AND NEW.{n} IS DISTINCT FROM OLD.{n})" for n in _GOES]
    return " OR ".join([*stays, *goes])


def upgrade() -> None:
    """Guard the log."""
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    changed = _changed().replace("IS DISTINCT FROM", "IS NOT")
    for deed, when in (("UPDATE", changed), ("DELETE", _CLUB_IS_THERE)):
        op.execute(
            f"CREATE TRIGGER audit_{deed.lower()} BEFORE {deed} ON audit WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF {_CLUB_IS_THERE} THEN RAISE EXCEPTION '{_SAID}'; END IF; "
        "RETURN OLD; END IF; "
        f"IF {_changed()} THEN RAISE EXCEPTION '{_SAID}'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()"
    )


def downgrade() -> None:
    """Take the guard away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_update")
        op.execute("DROP TRIGGER audit_delete")
    else:
        op.execute("DROP TRIGGER audit_only_grows ON audit")
        op.execute("DROP FUNCTION audit_only_grows()")
