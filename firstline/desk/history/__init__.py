"""What happened to a ticket, as sentences. Areas above add their own events with `tells`."""

from firstline.desk.history import conversation, properties, structure
from firstline.desk.history.telling import Happening, strong, tells, told, who

__all__ = ["Happening", "conversation", "properties", "strong", "structure", "tells", "told", "who"]
