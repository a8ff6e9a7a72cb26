"""How alembic reaches the database: over the connection that the caller opened."""

from alembic import context

from readbot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
