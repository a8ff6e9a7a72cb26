"""A small Discord on loopback: for tests, for trying, for teaching. It knows nothing of readbot."""

from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.pace import Pace
from readbot.rehearsal.people import ClientRefusal, Person, Unanswered, Upload
from readbot.rehearsal.replies import Choice, Form, Reply, text_of
from readbot.rehearsal.server import Rehearsal

__all__ = [
    "Choice",
    "ClientRefusal",
    "Form",
    "MovableClock",
    "Pace",
    "Person",
    "Rehearsal",
    "Reply",
    "Unanswered",
    "Upload",
    "text_of",
]
