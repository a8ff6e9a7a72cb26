"""Texts that someone wrote to do harm, each with a word of its own by which it is known again.

They go through every way in and are looked for at every way out.
"""

from dataclasses import dataclass

SOMEBODY = 111111111111111111


@dataclass(frozen=True, slots=True)
class Harm:
    """A text and the word that stands at its beginning."""

    word: str
    text: str


_TEXTS = {
    "pings": f"@everyone @here <@{SOMEBODY}> <@!{SOMEBODY}> <@&{SOMEBODY}> <id:guide>",
    "command": f"</reading start:{SOMEBODY}> <t:0:R> <:smile:{SOMEBODY}> <a:x:{SOMEBODY}> :smile:",
    "masked": "[gift](https://evil.example/a) [a](<https://evil.example> 'b') <https://evil.example/>",
    "invites": "discord.gg/abcdef https://discord.com/invite/abc https://discord.com/channels/1/2/3",
    "quotation": "one\n> two\n>>> three\nAnd this is readbot itself.\n\n\nreally",
    "headings": "x\n# The Harbour\n## Notes\n-# Posted by readbot\n**The Harbour** · 2 of 9",
    "bars": "||hidden|| |||| ||a\nb|| \\||c||",
    "fences": "```\nfenced\n``` `` ` `` ```js\nalert(1)",
    "styles": "*a* **b** __c__ ~~d~~ _e_ ***f*** \\*g\\* * i\n- j\n1. k\n+ l",
    "bidi": "abc \u202edcba\u202c \u2066x\u2069 \u200f\u061c end",
    "invisible": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg @\u200beveryone <@\u200b1>",
    "formula": '=HYPERLINK("https://evil.example","x")\n+1+1\n-2\n@SUM(A1)\n\t=1\n＝1',
    "html": "<script>alert(1)</script><img src=x onerror=a()><a href='javascript:a()'>a</a></body>",
    "attribute": "\" onmouseover=\"alert(1)\" ' style='x:y(1)' &lt;b&gt; &#60;i&#62; &amp;",
    "template": "{{7*7}} {% raw %} ${7*7} #{7*7} {0} {named} %s %(a)s",
    "calendar": "a\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nSUMMARY:x;y,z\\n",
    "json": '"},"a":[1,{"b":"\\u0000"}]} // /* */ \\" \\\\',
    "front": "---\ntitle: x\ntags: [a]\n---\n[[wiki]] ![[embed]] #tag %%c%% ==m== $$x$$ [^1]",
    "control": "a\x00b\x01c\x07d\x1b[31me\x7ff\x85g\u2028h\u2029i",
    "surrogates": "a \ud800 b \udfff c \ufffe \uffff",
    "marks": "z" + "\u0301" * 1500,
    "long": "endless" * 400,
    "lines": "\n".join("abcdefg"),
    "path": "../../etc/passwd CON.txt a/b\\c:d*e?f",
}  # fmt: skip

CORPUS = tuple(Harm(f"Quill{n}", f"Quill{n} {text}") for n, text in enumerate(_TEXTS.values()))
