"""Names under which members write who do not want to be known."""

import hashlib

# Neutral, easy to tell apart, and the same in every language that uses letters.
_PSEUDONYMS = (
    "Alder",
    "Ash",
    "Aspen",
    "Beech",
    "Birch",
    "Cedar",
    "Cherry",
    "Chestnut",
    "Cypress",
    "Elder",
    "Elm",
    "Fir",
    "Hawthorn",
    "Hazel",
    "Holly",
    "Hornbeam",
    "Juniper",
    "Larch",
    "Laurel",
    "Linden",
    "Maple",
    "Myrtle",
    "Oak",
    "Olive",
    "Pear",
    "Pine",
    "Plane",
    "Poplar",
    "Quince",
    "Rowan",
    "Spruce",
    "Sycamore",
    "Walnut",
    "Willow",
    "Yew",
)


def pseudonym(secret: str, reading_id: int, member_id: int, taken: set[str]) -> str:
    """A name for this member in this reading that none of ``taken`` is.

    The secret never leaves the database, so the name cannot be found by trying all members.
    """
    digest = hashlib.blake2b(f"{secret}/{reading_id}/{member_id}".encode(), digest_size=8).digest()
    start = int.from_bytes(digest)
    for step in range(len(_PSEUDONYMS) * 1000):
        round_number, place = divmod(step, len(_PSEUDONYMS))
        name = f"Reader {_PSEUDONYMS[(start + place) % len(_PSEUDONYMS)]}"
        name = name if round_number == 0 else f"{name} {round_number + 1}"
        if name not in taken:
            return name
    raise AssertionError("more pseudonyms in one reading than members in a server")
