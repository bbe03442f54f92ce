"""The workshop on the consultant's screen: the desk that leads a room, and the wall that everybody sees."""

from assess.ui.workshop.desk import show

__all__ = ["show"]
