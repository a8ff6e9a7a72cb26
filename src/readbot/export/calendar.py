"""What is to come, as a calendar file (RFC 5545)."""

import uuid
from collections.abc import Iterator

from icalendar import Calendar, Event, Timezone

from readbot.export.documents import Coming, Discussion
from readbot.export.escaping import one_line

# Names of our own in the space of UUIDs by name (RFC 9562, version 5): the same excerpt has the
# same id in every export, so that importing twice changes an appointment instead of doubling it.
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:readbot:excerpt")


def pieces(discussion: Discussion) -> Iterator[str]:
    """An appointment for each excerpt to come, on the club's clock.

    Where nothing is to come it still holds the club's time zone: a calendar of no component is
    none (RFC 5545, section 3.6).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//readbot//reading calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", discussion.title)
    for coming in discussion.coming:
        calendar.add_component(_event(discussion, coming))
    if discussion.coming:
        calendar.add_missing_timezones()
    else:
        calendar.add_component(Timezone.from_tzid(str(discussion.club.zone)))
    yield calendar.to_ical().decode()


def _event(discussion: Discussion, coming: Coming) -> Event:
    club = discussion.club
    name = f"{club.server_id}/{club.channel_id}/{coming.reading_id}/{coming.number}"
    event = Event()
    event.add("uid", str(uuid.uuid5(_SPACE, name)))
    event.add("dtstamp", discussion.made_at)
    event.add("dtstart", club.local(coming.at))
    event.add("duration", coming.lasts)
    event.add(
        "summary",
        discussion.words.say(
            "{title}: excerpt {number} of {total}",
            title=one_line(coming.title),
            number=coming.number,
            total=coming.total,
        ),
    )
    event.add("url", f"https://discord.com/channels/{club.server_id}/{club.channel_id}")
    return event
