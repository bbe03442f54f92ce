"""How databases of earlier versions become those of this one: a revision a file, by alembic, one way only."""
