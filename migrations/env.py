"""How alembic reaches the database: over the connection that the caller opened."""

from alembic import context

from readbot.store.tables import is_alembics, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_alembics,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
