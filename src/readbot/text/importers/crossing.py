"""An article on its way from one process to another: as JSON, which can carry nothing but words."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from readbot.text.article import (
    Article,
    Block,
    BlockKind,
    Details,
    Emphasis,
    EmphasisKind,
    LeftOut,
    UnreadableError,
)
from readbot.text.importers import LONGEST_TEXT, Form
from readbot.text.importers.chapters import Chapter


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be read: ``deed`` is "file", "pasted", "page" or "chapters".

    ``name`` is the file's name or the page's address; ``form`` what a text is read as, if told;
    ``longest`` how many characters may come of it.
    """

    deed: str
    content: bytes
    name: str = ""
    chapters: tuple[int, ...] | None = None
    form: Form | None = None
    longest: int = LONGEST_TEXT

    def packed(self) -> bytes:
        """The order as bytes."""
        head = {
            "deed": self.deed,
            "name": self.name,
            "chapters": self.chapters,
            "form": self.form,
            "longest": self.longest,
        }
        return json.dumps(head).encode() + b"\n" + self.content


def unpacked_order(packed: bytes) -> Order:
    """The order that :meth:`Order.packed` made bytes of."""
    head, _, content = packed.partition(b"\n")
    said = json.loads(head)
    chapters = said["chapters"]
    return Order(
        said["deed"],
        content,
        said["name"],
        None if chapters is None else tuple(chapters),
        None if said["form"] is None else Form(said["form"]),
        said["longest"],
    )


Outcome = Article | list[Chapter] | UnreadableError


def packed_outcome(outcome: Outcome) -> bytes:
    """What came of an order, as bytes."""
    return json.dumps(_values(outcome)).encode()


def _values(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, UnreadableError):
        return {"msgid": outcome.msgid, "values": outcome.values}
    if isinstance(outcome, list):
        return {"chapters": [asdict(chapter) for chapter in outcome]}
    return {
        "text": outcome.text,
        "blocks": [[b.kind, b.start, b.end, b.level, b.label] for b in outcome.blocks],
        "details": asdict(outcome.details),
        "emphasis": [[e.kind, e.start, e.end] for e in outcome.emphasis],
        "left_out": [[left.text, left.reason, left.position] for left in outcome.left_out],
    }


def unpacked_outcome(packed: bytes) -> Outcome:
    """The outcome that :func:`packed_outcome` made bytes of; ValueError for anything else."""
    try:
        said = json.loads(packed)
        if "msgid" in said:
            return UnreadableError(said["msgid"], **said["values"])
        if "chapters" in said:
            return [Chapter(**chapter) for chapter in said["chapters"]]
        return Article(
            said["text"],
            tuple(Block(BlockKind(kind), *rest) for kind, *rest in said["blocks"]),
            Details(**{f.name: said["details"][f.name] for f in fields(Details)}),
            tuple(Emphasis(EmphasisKind(kind), *rest) for kind, *rest in said["emphasis"]),
            tuple(LeftOut(*parts) for parts in said["left_out"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is not what an importer says") from error
