// Discord's markdown: first a tree (blocks, inline), then page nodes. Nothing here makes HTML text.

import { el, outsideLink } from "./dom.js";
import { fullMoment, timestamp } from "./time.js";

const DEEPEST = 12;

// -- blocks

const FENCE = /```(?:([\w+#.-]+)\n)?\n*([\s\S]*?[^\n])\n*```/y;
const QUOTE_REST = />>> ([\s\S]*)/y;
const QUOTE = /> [^\n]*(?:\n> [^\n]*)*(?:\n|$)/y;
const HEADING = /(#{1,3}) +([^\n]+)(?:\n|$)/y;
const SUBTEXT = /-# +([^\n]+)(?:\n|$)/y;
const LIST = /(?: *(?:[-*]|\d{1,9}\.) +[^\n]*(?:\n {2,}[^\n]*)*(?:\n|$))+/y;
const WIDE_SPOILER = /\|\|((?:(?!\|\|)[\s\S])*\n(?:(?!\|\|)[\s\S])*)\|\|\n?/y;
const WORDS = /(?:\\[^\n]|(?!```|\|\|)[^\n])+|```|\|\|/y;

function matched(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

export function blocks(text, depth = 0) {
  const nodes = [];
  let at = 0;
  let words = "";
  // The line break beside a block belongs to it; an empty line after a list, a quote or subtext stays.
  const flush = () => {
    const own = ["group", "quote", "subtext"].includes(nodes.at(-1)?.kind) ? /\n$/ : /^\n|\n$/g;
    if (words.trim()) nodes.push({ kind: "words", children: inline(words.replace(own, ""), depth) });
    words = "";
  };
  const found = (length, node) => {
    flush();
    nodes.push(node);
    at += length;
  };
  while (at < text.length) {
    const lineStart = at === 0 || text[at - 1] === "\n";
    const block = depth < DEEPEST ? blockAt(text, at, lineStart, depth) : null;
    if (block) {
      found(block.length, block.node);
    } else if (text[at] === "\n") {
      words += "\n";
      at += 1;
    } else {
      const [taken] = matched(WORDS, text, at) ?? [text[at]];
      words += taken;
      at += taken.length;
    }
  }
  flush();
  return nodes;
}

function blockAt(text, at, lineStart, depth) {
  let match;
  const block = (node) => ({ length: match[0].length, node });
  if ((match = matched(FENCE, text, at))) {
    const after = text[at + match[0].length] === "\n" ? 1 : 0;
    return { length: match[0].length + after, node: { kind: "fence", language: match[1] ?? "", text: match[2] } };
  }
  if ((match = matched(WIDE_SPOILER, text, at))) {
    return block({ kind: "wide-spoiler", children: blocks(match[1], depth + 1) });
  }
  if (!lineStart) return null;
  if ((match = matched(QUOTE_REST, text, at))) return block({ kind: "quote", children: blocks(match[1], depth + 1) });
  if ((match = matched(QUOTE, text, at))) {
    return block({ kind: "quote", children: blocks(match[0].replace(/^> /gm, "").replace(/\n$/, ""), depth + 1) });
  }
  if ((match = matched(HEADING, text, at))) {
    return block({ kind: "heading", level: match[1].length, children: inline(match[2], depth + 1) });
  }
  if ((match = matched(SUBTEXT, text, at))) return block({ kind: "subtext", children: inline(match[1], depth + 1) });
  if ((match = matched(LIST, text, at))) return block(listOf(match[0], depth + 1));
  return null;
}

function listOf(source, depth) {
  const items = [];
  for (const line of source.replace(/\n$/, "").split("\n")) {
    const match = /^( *)([-*]|\d{1,9}\.) +(.*)$/.exec(line);
    if (match) items.push({ indent: Math.floor(match[1].length / 2), number: numberOf(match[2]), text: match[3] });
    else items.at(-1).text += `\n${line.trim()}`;
  }
  let at = 0;
  const level = (indent) => {
    const list = { kind: "list", start: items[at].number, items: [] };
    const counted = list.start !== null;
    while (at < items.length && items[at].indent >= indent) {
      if (items[at].indent > indent && list.items.length) list.items.at(-1).push(level(items[at].indent));
      else if ((items[at].number !== null) !== counted) break;
      else list.items.push([{ kind: "words", children: inline(items[at++].text, depth) }]);
    }
    return list;
  };
  const lists = [];
  while (at < items.length) lists.push(level(items[at].indent));
  return { kind: "group", children: lists };
}

function numberOf(sign) {
  const number = Number.parseInt(sign, 10);
  return Number.isNaN(number) ? null : number;
}

// -- inline

const BODY = "((?:\\\\[\\s\\S]|[^\\\\])+?)";
const RULES = [
  [/\\([^0-9A-Za-z\s])/y, (m) => m[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => ({ kind: "code", text: m[2].trim() || m[2] })],
  [/<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/y, (m) => ({ kind: "time", at: Number(m[1]), style: m[2] ?? "f" })],
  [/<@!?(\d{1,20})>/y, (m) => ({ kind: "user", id: m[1] })],
  [/<@&(\d{1,20})>/y, (m) => ({ kind: "role", id: m[1] })],
  [/<#(\d{1,20})>/y, (m) => ({ kind: "channel", id: m[1] })],
  [/<\/([^:<>\n]{1,100}):(\d{1,20})>/y, (m) => ({ kind: "command", name: m[1] })],
  [/<a?:(\w{2,32}):\d{1,20}>/y, (m) => `:${m[1]}:`],
  [/@(everyone|here)\b/y, (m) => ({ kind: "everyone", text: m[0] })],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => ({ kind: "link", to: m[1], children: [m[1]] })],
  [
    /\[((?:\\[\s\S]|[^[\]\\\n])+)\]\(<?(https?:\/\/(?:\([^\s()<>]*\)|[^\s()<>])+)>?(?: +"([^"\n]*)")?\)/y,
    (m, deeper) => ({ kind: "link", to: m[2], title: m[3], masked: true, children: deeper(m[1]) }),
  ],
  [/https?:\/\/(?:\([^\s()<>]*\)|[^\s()<>])*[^\s()<>.,:;"'*_~|!?\]]/y, (m) => ({ kind: "link", to: m[0], children: [m[0]] })],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^*\s\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/y, (m, deeper) => ({ kind: "em", children: deeper(m[1]) })],
  [new RegExp(`\\*\\*${BODY}\\*\\*(?!\\*)`, "y"), (m, deeper) => ({ kind: "strong", children: deeper(m[1]) })],
  [new RegExp(`__${BODY}__(?!_)`, "y"), (m, deeper) => ({ kind: "u", children: deeper(m[1]) })],
  [/_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)/y, (m, deeper) => ({ kind: "em", children: deeper(m[1]) })],
  [new RegExp(`~~${BODY}~~`, "y"), (m, deeper) => ({ kind: "s", children: deeper(m[1]) })],
  [new RegExp(`\\|\\|${BODY}\\|\\|`, "y"), (m, deeper) => ({ kind: "spoiler", children: deeper(m[1]) })],
  [/\n/y, () => ({ kind: "break" })],
];
const PLAIN = /[^\\`*_~|<[@h\n]+/y;
const AFTER_WORD = /[\p{L}\p{N}_]/u;

export function inline(text, depth = 0) {
  const nodes = [];
  const deeper = (inner) => (depth < DEEPEST ? inline(inner, depth + 1) : [inner]);
  const add = (node) => {
    if (typeof node === "string" && typeof nodes.at(-1) === "string") nodes.push(nodes.pop() + node);
    else nodes.push(node);
  };
  let at = 0;
  while (at < text.length) {
    const plain = matched(PLAIN, text, at);
    if (plain) {
      add(plain[0]);
      at += plain[0].length;
      continue;
    }
    const inWord = at > 0 && AFTER_WORD.test(text[at - 1]) && (text[at] === "h" || (text[at] === "_" && text[at + 1] !== "_"));
    const hit = inWord ? null : ruleAt(text, at);
    add(hit ? hit.rule(hit.match, deeper) : text[at]);
    at += hit ? hit.match[0].length : 1;
  }
  return nodes;
}

function ruleAt(text, at) {
  for (const [pattern, rule] of RULES) {
    const match = matched(pattern, text, at);
    if (match) return { match, rule };
  }
  return null;
}

// -- page nodes

// `names` answers user(id), role(id), channel(id) with { label, color?, go? }, and jump(url).
export function markdown(text, names) {
  const fragment = document.createDocumentFragment();
  fragment.append(...drawnAll(blocks(text), names));
  return fragment;
}

export function inlineMarkdown(text, names) {
  const fragment = document.createDocumentFragment();
  fragment.append(...drawnAll(inline(text), names));
  return fragment;
}

const drawnAll = (nodes, names) => nodes.map((node) => drawn(node, names));

function drawn(node, names) {
  if (typeof node === "string") return document.createTextNode(node);
  const children = () => drawnAll(node.children, names);
  switch (node.kind) {
    case "words": return el("div", { class: "md-words" }, ...children());
    case "heading": return el("h3", { class: `md-h${node.level}` }, ...children());
    case "subtext": return el("small", { class: "md-subtext" }, ...children());
    case "quote": return el("blockquote", {}, ...children());
    case "fence": return el("pre", { tabindex: "0", "aria-label": "Code" }, el("code", { data: { language: node.language } }, node.text));
    case "list": return drawnList(node, names);
    case "group": return el("div", {}, ...children());
    case "wide-spoiler": return spoiler(el("div", { class: "spoiler spoiler-wide" }, ...children()));
    case "spoiler": return spoiler(el("span", { class: "spoiler" }, ...children()));
    case "code": return el("code", {}, node.text);
    case "break": return el("br");
    case "time": {
      const at = new Date(node.at * 1000);
      const title = Number.isNaN(at.getTime()) ? "" : fullMoment(at);
      return el("time", { class: "md-time", title, datetime: title && at.toISOString(), data: { at: node.at, style: node.style } }, timestamp(node.at, node.style));
    }
    case "user": return mention("@", names.user(node.id));
    case "role": return mention("@", names.role(node.id));
    case "channel": return mention("#", names.channel(node.id));
    case "command": return el("span", { class: "mention" }, `/${node.name}`);
    case "everyone": return el("span", { class: "mention" }, node.text);
    case "link": return drawnLink(node, names, children());
    default: return el(node.kind, {}, ...children());
  }
}

function drawnList(node, names) {
  const items = node.items.map((item) => el("li", {}, ...drawnAll(item, names)));
  return node.start === null ? el("ul", {}, ...items) : el("ol", { start: node.start }, ...items);
}

function drawnLink(node, names, children) {
  const jump = names.jump(node.to);
  if (jump) {
    const words = node.masked ? children : [jump.label];
    return el("a", { href: jump.href, class: node.masked ? "" : "mention", on: { click: jump.go } }, ...words);
  }
  const title = node.title ?? (node.masked ? node.to : undefined);
  return outsideLink(node.to, { title }, ...children);
}

function mention(sign, { label, color, go }) {
  const props = { class: "mention", style: color ? { "--own": color } : {} };
  if (!go) return el("span", props, sign + label);
  return el("button", { type: "button", ...props, on: { click: go } }, sign + label);
}

function spoiler(node) {
  node.setAttribute("role", "button");
  node.setAttribute("tabindex", "0");
  node.setAttribute("aria-label", "Spoiler, press to read");
  const show = (event) => {
    if (node.classList.contains("shown") || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    for (const name of ["role", "aria-label"]) node.removeAttribute(name);
    node.setAttribute("tabindex", "-1");
  };
  node.addEventListener("click", show, true);
  node.addEventListener("keydown", show);
  return node;
}

// Relative times on the page go on by themselves.
export function refreshTimes(root) {
  for (const node of root.querySelectorAll("time.md-time[data-style=R]")) {
    node.textContent = timestamp(Number(node.dataset.at), "R");
  }
}
