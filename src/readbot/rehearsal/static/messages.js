// The list of messages in the middle: drawn by key, so that only what changed is made anew.

import { avatar, colorOf, el, icon, iconButton, say } from "./dom.js";
import { components } from "./components.js";
import { embed } from "./embeds.js";
import { heldFocus, toTheBox } from "./focus.js";
import { attachment } from "./files.js";
import { markdown, refreshTimes } from "./markdown.js";
import { openMember } from "./members.js";
import { messageMenu, react } from "./menus.js";
import { addressOf, channelIcon, names } from "./names.js";
import { allChannels, channelOf, dismiss, earliest, enter, here, isForum, isThread, load, nameOfChannel, on, personIn, store, takeBack } from "./store.js";
import { gistOf } from "./gist.js";
import { dayKey, fullMoment, longDate, messageTime, shortTime, worldNow } from "./time.js";
import { walkable } from "./walking.js";

const body = document.querySelector(".talk-body");
const list = el("div", { class: "messages", role: "log", "aria-live": "off", "aria-label": "Messages" });
const belowWords = el("span", {});
const below = el("button", { type: "button", class: "to-newest", hidden: true, on: { click: () => toNewest() } }, icon("chevron"), belowWords);
const drawn = new Map(); // key -> { node, signature }
let known = ""; // names and colours that the rows show
let roomShown = null;

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const GROUPED_MS = 7 * 60 * 1000;

const menus = new WeakMap(); // row -> what opens its menu
const walk = walkable(list, (node) => {
  const { left, top } = node.getBoundingClientRect();
  const frame = body.getBoundingClientRect();
  menus.get(node)?.(node, { x: left + 56, y: Math.max(top, frame.top) + 28 });
});

const atEnd = () => body.scrollHeight - body.scrollTop - body.clientHeight < 120;
const toEnd = () => {
  body.scrollTop = body.scrollHeight;
};

function toNewest() {
  toEnd();
  list.lastElementChild?.focus();
}

let missed = false;
function showBelow() {
  below.hidden = atEnd();
  if (below.hidden) missed = false;
  belowWords.textContent = missed ? "New messages" : "Newest messages";
  below.classList.toggle("quiet", !missed);
}
body.addEventListener("scroll", showBelow, { passive: true });
// Late pictures and previews grow the list; whoever reads the end stays at the end.
// Only a scroll upwards leaves it: what grows while a scroll is under way is no such scroll.
let stuck = true;
let lastTop = 0;
body.addEventListener("scroll", () => {
  if (atEnd()) stuck = true;
  else if (body.scrollTop < lastTop) stuck = false;
  lastTop = body.scrollTop;
}, { passive: true });
new ResizeObserver(() => stuck && toEnd()).observe(list);
new ResizeObserver(() => stuck && toEnd()).observe(body);

// -- rows

function* rows(room, channel) {
  yield { key: "start", signature: `${room.more}`, build: () => start(room, channel) };
  let before = null;
  const today = dayKey(worldNow());
  const ordered = [...room.messages.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  for (const message of ordered) {
    if (store.dismissed.has(message.id)) continue;
    const at = new Date(message.timestamp);
    const newDay = !before || dayKey(new Date(before.timestamp)) !== dayKey(at);
    if (newDay) yield { key: `day-${dayKey(at)}`, signature: "", build: () => el("div", { class: "day", role: "separator", "aria-label": longDate(at) }, el("span", {}, longDate(at))) };
    const joined = !newDay && continues(before, message);
    const failure = store.failures.get(message.id) ?? "";
    yield { key: message.id, signature: JSON.stringify([known, today, joined, failure, message, channelOf(message.id)?.message_count]), build: () => row(message, channel, joined, failure) };
    before = message;
  }
  const notices = store.notices.get(channel.id) ?? [];
  for (const [at, entry] of notices.entries()) {
    yield { key: `notice-${at}`, signature: JSON.stringify(entry), build: () => noticeRow(entry, channel) };
  }
}

function continues(before, message) {
  const plain = !message.message_reference && !message.interaction_metadata;
  const same = before.author.id === message.author.id && (before.flags & EPHEMERAL) === (message.flags & EPHEMERAL);
  return plain && same && before.thread === undefined && new Date(message.timestamp) - new Date(before.timestamp) < GROUPED_MS;
}

function start(room, channel) {
  if (room.more) {
    const earlier = async () => {
      const height = body.scrollHeight;
      stuck = false;
      await load(channel.id, earliest(room));
      body.scrollTop += body.scrollHeight - height;
    };
    return el("div", { class: "start" }, el("button", { type: "button", class: "button secondary", on: { click: earlier } }, "Show earlier messages"));
  }
  const title = isThread(channel) || channel.type === 1 ? nameOfChannel(channel) : `Welcome to #${channel.name}`;
  const words = channel.type === 1 ? "This is the beginning of your direct messages." : isThread(channel) ? `A thread in #${channelOf(channel.parent_id)?.name ?? "…"}` : channel.topic || "This is where the channel begins.";
  return el("div", { class: "start" }, el("span", { class: "start-mark" }, channelIcon(channel)), el("h2", {}, title), el("p", {}, words),
    room.starter && el("div", { class: "starter" }, row(room.starter, channel, false, "", true)));
}

function row(message, channel, joined, failure, quiet = false) {
  const author = personIn(channel, message.author.id) ?? { ...message.author, name: message.author.global_name ?? message.author.username };
  const at = new Date(message.timestamp);
  const ephemeral = Boolean(message.flags & EPHEMERAL);
  const menu = (anchor, point) => messageMenu(message, channel, author.name, anchor, point);
  const nameButton = () => {
    const node = el("button", { type: "button", class: "author", style: author.color ? { "--own": colorOf(author.color) } : {}, on: { click: () => openMember(author, node) } }, author.name);
    return node;
  };
  const more = quiet ? null : iconButton("dots", `More for the message of ${author.name}`, () => menu(more), { "aria-haspopup": "menu", "aria-expanded": "false", class: "icon-button message-more" });
  const forMe = message.mentions.some((one) => one.id === store.me.id) || message.mention_everyone;
  const node = el("article", { class: `message ${joined ? "joined" : ""} ${ephemeral ? "ephemeral" : ""} ${forMe ? "for-me" : ""}`, id: quiet ? undefined : `m-${message.id}`, "aria-label": [author.name, messageTime(at), gistOf(message)].filter(Boolean).join(", ") },
    context(message, channel),
    joined ? el("time", { class: "side-time", datetime: message.timestamp, title: messageTime(at) }, shortTime(at)) : el("div", { class: "side-avatar" }, avatar(author)),
    el("div", { class: "message-main" },
      !joined && el("header", {}, nameButton(), author.bot && el("span", { class: "badge" }, "APP"), el("time", { datetime: message.timestamp, title: fullMoment(at) }, messageTime(at))),
      ...content(message, channel),
      failure && el("div", { class: "failed", role: "alert" }, failure),
      message.thread && !quiet && threadCard(message.thread),
      ephemeral && el("div", { class: "only-you" }, icon("eye"), "Only you can see this", " · ", el("button", { type: "button", class: "text-button", on: { click: () => dismiss(message.id) } }, "Dismiss message"))),
    more && el("div", { class: "message-tools" }, more));
  if (!quiet) {
    listenForMenu(node, menu);
    menus.set(node, menu);
  }
  return node;
}

function listenForMenu(node, menu) {
  let held = 0;
  const stop = () => clearTimeout(held);
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, input, textarea") || String(getSelection())) return;
    event.preventDefault();
    menu(node, { x: event.clientX, y: event.clientY });
  });
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" || event.target.closest("button, a, input")) return;
    held = setTimeout(() => menu(node, { x: event.clientX, y: event.clientY }), 500);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) node.addEventListener(name, stop);
}

function content(message, channel) {
  if (message.flags & LOADING) {
    return [el("div", { class: "thinking" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), `${message.author.global_name ?? message.author.username} is thinking…`)];
  }
  const v2 = Boolean(message.flags & (1 << 15));
  const edited = message.edited_timestamp && el("small", { class: "edited", title: messageTime(new Date(message.edited_timestamp)) }, "(edited)");
  const parts = [];
  if (message.content) {
    const words = el("div", { class: "words" }, markdown(message.content, names));
    if (edited) (words.lastElementChild?.matches(".md-words") ? words.lastElementChild : words).append(" ", edited);
    parts.push(words);
  }
  if (!v2 && message.attachments.length) {
    const inEmbeds = JSON.stringify(message.embeds);
    const own = message.attachments.filter((file) => !inEmbeds.includes(`attachment://${file.filename}`));
    parts.push(el("div", { class: "attachments" }, ...own.map(attachment)));
  }
  parts.push(...message.embeds.map((one) => embed(one, message.attachments, names)));
  if (message.components.length) parts.push(el("div", { class: "components" }, ...components(message.components, message, channel)));
  if (edited && !message.content) parts.push(edited);
  if (message.reactions?.length) parts.push(el("div", { class: "reactions" }, ...message.reactions.map((one) => reaction(one, message))));
  return parts;
}

function reaction(one, message) {
  const who = message.reactors?.[one.emoji.name] ?? [];
  const names = who.map((id) => store.state.users[id]?.name ?? "someone").join(", ");
  return el("button", { type: "button", class: "reaction", title: names, "aria-pressed": String(who.includes(store.me.id)), "aria-label": `${one.emoji.name}, ${one.count}: ${names}`, data: { key: `react ${one.emoji.name}` }, on: { click: () => react(message, one.emoji.name) } }, `${one.emoji.name} ${one.count}`);
}

function context(message, channel) {
  const used = message.interaction;
  if (used) {
    const who = personIn(channel, used.user.id) ?? used.user;
    const by = store.state.users[used.user.id]?.name ?? who.username;
    const sign = message.type === 23 ? "" : "/";
    return el("div", { class: "context" }, avatar({ ...who, name: who.name ?? by }, "tiny"), el("b", {}, who.name ?? by), " used ", el("span", { class: "mention" }, sign + used.name));
  }
  if (!message.message_reference || message.type !== 19) return null;
  const original = message.referenced_message;
  if (!original) return el("div", { class: "context" }, icon("reply"), el("i", {}, "The original message was deleted"));
  const who = personIn(channel, original.author.id) ?? { ...original.author, name: original.author.username };
  const gist = gistOf(original.content ? { ...original, embeds: [], attachments: [] } : original, 120) || "Press to see the message";
  return el("button", { type: "button", class: "context", on: { click: () => enter(original.channel_id, original.id) } }, avatar(who, "tiny"), el("b", {}, who.name), el("span", { class: "gist" }, gist));
}

function threadCard(thread) {
  const current = channelOf(thread.id) ?? thread;
  const count = current.message_count;
  return el("a", { class: "thread-card", href: addressOf(thread.id), on: { click: (event) => {
    event.preventDefault();
    enter(thread.id);
  } } }, icon("thread"), el("b", {}, current.name), el("span", {}, count ? (count === 1 ? "1 message" : `${count} messages`) : "Open thread"), icon("right"));
}

function noticeRow(entry, channel) {
  const bot = store.state.users[store.state.bot];
  const take = () => takeBack(channel.id, entry);
  const words = entry.kind === "failed" ? "The application did not respond" : "Sending command…";
  return el("article", { class: `message ephemeral ${entry.kind}` },
    el("div", { class: "context" }, avatar(store.me, "tiny"), el("b", {}, store.me.name), " used ", el("span", { class: "mention" }, `/${entry.title}`)),
    el("div", { class: "side-avatar" }, avatar(bot)),
    el("div", { class: "message-main" }, el("header", {}, el("span", { class: "author" }, bot.name), el("span", { class: "badge" }, "APP")),
      el("div", { class: entry.kind === "failed" ? "failed" : "thinking", role: "alert" }, words),
      entry.kind === "failed" && el("div", { class: "only-you" }, icon("eye"), "Only you can see this", " · ", el("button", { type: "button", class: "text-button", on: { click: take } }, "Dismiss message"))));
}

// -- drawing

function draw({ jump } = {}) {
  const channel = here();
  const room = store.rooms.get(store.channelId);
  if (!channel || isForum(channel)) return;
  if (roomShown !== channel.id) {
    drawn.clear();
    list.replaceChildren();
    roomShown = channel.id;
    stuck = true;
  }
  if (!body.contains(list)) body.replaceChildren(list, below);
  if (!room) return;
  const wasStuck = stuck;
  const kept = new Set();
  let cursor = list.firstElementChild;
  for (const { key, signature, build } of rows(room, channel)) {
    kept.add(key);
    const old = drawn.get(key);
    let node = old?.node;
    if (!old || old.signature !== signature) {
      node = build();
      if (old) swap(old.node, node);
      if (cursor === old?.node) cursor = node;
      drawn.set(key, { node, signature });
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(node, cursor);
  }
  for (const [key, { node }] of drawn) {
    if (kept.has(key)) continue;
    remove(node);
    drawn.delete(key);
  }
  walk();
  if (typeof jump === "string") show(jump);
  else if (jump || wasStuck) toEnd();
}

// Puts a new row in an old one's place; whoever stood in it stands in the new one.
function swap(old, fresh) {
  const stood = old === document.activeElement;
  const back = heldFocus(old);
  fresh.tabIndex = old.tabIndex;
  old.replaceWith(fresh);
  if (stood) fresh.focus({ preventScroll: true });
  else back(fresh, fresh.matches(".message") ? fresh : null);
}

// Whoever stood in a row that goes stands in the one before it, or after it.
function remove(node) {
  const next = [node.previousElementSibling, node.nextElementSibling].find((one) => one?.matches(".message"));
  const held = node.contains(document.activeElement);
  node.remove();
  if (held && next) next.focus({ preventScroll: true });
  else if (held) toTheBox();
}

function show(messageId) {
  const node = document.getElementById(`m-${messageId}`);
  if (!node) return;
  stuck = false;
  node.scrollIntoView({ block: "center" });
  node.classList.add("shown-now");
  setTimeout(() => node.classList.remove("shown-now"), 2500);
}

function namesNow() {
  const people = store.state.guilds.flatMap((guild) => [...guild.members.map((one) => one.name + one.color), ...guild.roles.map((one) => one.name + one.color)]);
  return [...people, ...allChannels().map((one) => one.name)].join();
}

on("messages", draw);
on("places", () => {
  known = namesNow();
  draw();
});
on("room", () => draw());
on("clock", () => {
  draw();
  refreshTimes(list);
});
on("arrived", (message) => {
  if (message.channel_id !== store.channelId || message.author.id === store.me.id) return;
  missed = !atEnd();
  showBelow();
  const name = personIn(here(), message.author.id)?.name ?? message.author.username;
  const only = message.flags & EPHEMERAL ? " Only you can see this." : "";
  say(message.flags & LOADING ? `${name} is thinking.` : `${name}: ${gistOf(message) || "sent a message"}${only}`);
});
setInterval(() => refreshTimes(list), 20_000);
