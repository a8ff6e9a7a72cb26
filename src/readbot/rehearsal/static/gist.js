// What a message says, in a line: for a reply's head, and for those who hear the page.

import { names } from "./names.js";
import { timestamp } from "./time.js";

const MARKS = [
  [/```[\w+#.-]*\n?|[`*~]{1,3}|__|\|\||^(?:>>> |> |#{1,3} |-# |[-*] )/gm, ""],
  [/<t:(-?\d{1,13})(?::(\w))?>/g, (_, at, style) => timestamp(Number(at), style)],
  [/<@!?(\d+)>/g, (_, id) => `@${names.user(id).label}`],
  [/<@&(\d+)>/g, (_, id) => `@${names.role(id).label}`],
  [/<#(\d+)>/g, (_, id) => `#${names.channel(id).label}`],
  [/<\/([^:<>\n]+):\d+>/g, "/$1"],
  [/\[([^\]\n]+)\]\(<?https?:[^\s)]+\)/g, "$1"],
  [/\s+/g, " "],
];
const NAMED = { 2: "label", 10: "content" };

function wordsIn(parts) {
  return parts.flatMap((part) => [part[NAMED[part.type]] ?? "", ...wordsIn(part.components ?? [])]);
}

const hidden = (text) => text.replace(/\|\|[\s\S]+?\|\|/g, "(spoiler)");

export function gistOf(message, most = 200) {
  const embeds = message.embeds.flatMap((one) => [one.title, one.description]);
  const files = message.attachments.map((file) => file.filename);
  const v2 = message.flags & (1 << 15) ? wordsIn(message.components) : [];
  const text = [message.content, ...v2, ...embeds, ...files].filter(Boolean).join(" ");
  const plain = MARKS.reduce((words, [mark, instead]) => words.replace(mark, instead), hidden(text)).trim();
  return [...plain].length > most ? `${[...plain].slice(0, most - 1).join("")}…` : plain;
}
