// The message box: plain words, files, replies, and the slash commands.

import { avatar, el, icon, iconButton, toast } from "./dom.js";
import { CommandLine, flattened, searched } from "./commands.js";
import { follow } from "./deeds.js";
import { sizeWords } from "./files.js";
import { channelItems, peopleItems } from "./names.js";
import { Suggestions } from "./popups.js";
import { deed, guildOf, here, isForum, isThread, mayWrite, nameOfChannel, on, personIn, store, tell } from "./store.js";

const foot = document.querySelector(".talk-foot");
const talk = document.querySelector(".talk");
const MOST = 2000;

const suggestions = new Suggestions("suggestions");
const hint = el("div", { class: "composer-hint", role: "status" });
const bar = el("div", { class: "composer-bar", hidden: true });
const tray = el("div", { class: "tray", hidden: true });
const box = el("textarea", { id: "message-box", class: "message-box", rows: "1", "aria-autocomplete": "list", "aria-controls": "suggestions" });
const picker = el("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-hidden": "true", on: { change: () => addFiles([...picker.files]) } });
const middle = el("div", { class: "composer-middle" }, box);
const counter = el("small", { class: "counter" });
const attach = iconButton("plus", "Add files", () => picker.click());
const slash = iconButton("slash", "Use a slash command", () => {
  leaveCommand();
  box.value = "/";
  box.focus();
  suggest();
});
const send = iconButton("send", "Send", () => go(), { class: "icon-button send" });
const closed = el("div", { class: "composer-closed", hidden: true });
const composer = el("div", { class: "composer" }, bar, tray, el("div", { class: "composer-row" }, attach, picker, middle, counter, slash, send));
foot.append(el("div", { class: "composer-anchor" }, suggestions.node, hint), composer, closed);

let line = null;
let files = [];
let replying = null;
let editing = null;
let mentions = new Map(); // "@Name" or "#name" as typed -> what is sent

// -- plain words

box.addEventListener("input", () => {
  suggest();
  fit();
  keepDraft();
});
box.addEventListener("keydown", (event) => {
  if (suggestions.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    go();
  } else if (event.key === "Escape") {
    stopAside();
  } else if (event.key === "ArrowUp" && box.value === "" && !line) {
    const mine = [...(store.rooms.get(store.channelId)?.messages.values() ?? [])].filter((one) => one.author.id === store.me.id && !one.interaction_metadata).at(-1);
    if (mine) {
      event.preventDefault();
      startEdit(mine);
    }
  }
});
// Whoever types while nothing that takes words has the focus writes in the box.
document.addEventListener("keydown", (event) => {
  const aside = event.ctrlKey || event.metaKey || event.altKey || event.key === " " || [...event.key].length !== 1;
  if (aside || event.defaultPrevented || !document.activeElement?.matches("body, .message, .talk-body")) return;
  if (box.getClientRects().length) box.focus();
});
box.addEventListener("blur", () => suggestions.hide());
box.addEventListener("focus", () => box.value && suggest());
box.addEventListener("paste", (event) => {
  const pasted = [...event.clipboardData.files];
  if (!pasted.length) return;
  event.preventDefault();
  addFiles(pasted);
});

function fit() {
  box.style.setProperty("height", "auto");
  box.style.setProperty("height", `${Math.min(box.scrollHeight, 220)}px`);
  const left = MOST - box.value.length;
  counter.textContent = left < 200 ? String(left) : "";
  counter.classList.toggle("over", left < 0);
  send.disabled = !line && !box.value.trim() && !files.length;
}

function suggest() {
  const text = box.value;
  if (/^\/[^\n]*$/.test(text)) return suggestCommands(text.slice(1));
  const before = text.slice(0, box.selectionStart);
  const match = /(?:^|\s)([@#])([^\s@#]{0,32})$/.exec(before);
  if (!match) return suggestions.hide();
  const guild = guildOf(here());
  const items = (match[1] === "@" ? peopleItems(guild) : channelItems(guild)).filter((one) => one.label.toLowerCase().includes(match[2].toLowerCase()));
  return suggestions.show(match[1] === "@" ? "Members" : "Channels", items.slice(0, 10), (item) => {
    const typed = match[1] + item.label;
    mentions.set(typed, match[1] === "@" ? `<@${item.value}>` : `<#${item.value}>`);
    const from = before.length - match[2].length - 1;
    box.setRangeText(`${typed} `, from, box.selectionStart, "end");
    suggestions.hide();
    fit();
  }, { input: box });
}

function suggestCommands(typed) {
  const known = flattened(store.commands.get(store.channelId) ?? []);
  const found = searched(known, typed);
  const bot = store.state.users[store.state.bot];
  const items = found.map((one) => ({
    label: `/${one.name}`,
    description: one.description,
    side: one.options.map((option) => (option.required ? option.name : "")).filter(Boolean).join(" "),
    mark: () => avatar(bot, "small"),
    value: one,
  }));
  const empty = known.length ? "No command matches." : `${bot.name} has no commands here yet.`;
  suggestions.show(typed ? `Commands matching /${typed}` : bot.name, items, (item) => startCommand(item.value), { empty, input: box });
}

// -- commands

function startCommand(command) {
  suggestions.hide();
  box.value = "";
  keepDraft();
  line = new CommandLine(command, { suggestions, hint: say, send: go, leave: leaveCommand, changed: fit });
  if (!command.options.length) {
    line.node.tabIndex = 0;
    say(command.description);
  }
  line.node.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && !event.shiftKey && !event.target.matches(".chip-file, .chip-close")) {
      event.preventDefault();
      go();
    } else if (event.key === "Escape" || (event.key === "Backspace" && event.target === line?.node)) {
      event.preventDefault();
      leaveCommand();
    }
  });
  middle.replaceChildren(line.node, iconButton("close", "Leave this command", () => leaveCommand(), { class: "icon-button leave" }));
  attach.hidden = slash.hidden = true;
  line.focus();
  fit();
}

function leaveCommand() {
  if (!line) return;
  line = null;
  suggestions.hide();
  say("");
  attach.hidden = slash.hidden = false;
  middle.replaceChildren(box);
  box.focus();
  fit();
}

function say(text, wrong = false) {
  hint.textContent = text;
  hint.classList.toggle("wrong", wrong);
  hint.hidden = !text;
}

// -- sending

async function go() {
  suggestions.hide();
  if (line) await goCommand();
  else await goWords();
}

async function goCommand() {
  const sent = new Map();
  const used = line;
  const channel = here();
  const options = used.values(sent);
  if (options === null) return;
  leaveCommand();
  tell("messages", { jump: true });
  const refusal = await follow(deed("slash", { channel: channel.id, command: used.command.name, options }, sent), { channel, title: used.command.name });
  if (refusal && !line && !box.value && here()?.id === channel.id) {
    startCommand(used.command);
    middle.replaceChild(used.node, line.node);
    line = used;
    used.focus();
    say(refusal, true);
  }
}

async function goWords() {
  const channel = here();
  let text = box.value.trim();
  if (!text && !files.length) return;
  if (/^\/\w/.test(text) && !editing) {
    say("There is no such command. To send it as words, put something before the slash.", true);
    return;
  }
  for (const [typed, meant] of mentions) text = text.replaceAll(typed, meant);
  const sent = new Map(files.map((file, at) => [`file-${at}`, file]));
  try {
    if (editing) await deed("edit", { message: editing.id, text });
    else await deed("say", { channel: channel.id, text, reply_to: replying?.id ?? "", files: [...sent.keys()] }, sent);
  } catch (error) {
    say(error.message, true);
    return;
  }
  box.value = "";
  mentions = new Map();
  files = [];
  stopAside();
  drawTray();
  say("");
  fit();
  keepDraft();
  tell("messages", { jump: true });
}

// -- files, replies, edits

function addFiles(more) {
  if (line) {
    if (!line.takeFile(more[0])) toast("This command takes no file.", "bad");
    return;
  }
  const channel = here();
  if (!channel?.may.attach) {
    toast(`${store.me.name} may not attach files here.`, "bad");
    return;
  }
  files = [...files, ...more].slice(0, 10);
  picker.value = "";
  drawTray();
  fit();
  box.focus();
}

function drawTray() {
  tray.hidden = files.length === 0;
  tray.replaceChildren(...files.map((file) => {
    const image = file.type.startsWith("image/") ? el("img", { src: URL.createObjectURL(file), alt: "" }) : icon("file");
    return el("div", { class: "tray-file" }, image, el("span", {}, file.name, el("small", {}, sizeWords(file.size))), iconButton("close", `Remove ${file.name}`, () => {
      files = files.filter((one) => one !== file);
      drawTray();
      fit();
    }));
  }));
}

function stopAside() {
  if (editing) box.value = "";
  replying = null;
  editing = null;
  bar.hidden = true;
  fit();
}

function aside(words) {
  bar.hidden = false;
  bar.replaceChildren(el("span", {}, words), iconButton("close", "Stop", () => {
    stopAside();
    box.focus();
  }));
  leaveCommand();
  box.focus();
  fit();
}

function startEdit(message) {
  replying = null;
  editing = message;
  box.value = message.content;
  aside("Editing your message");
}

on("answer", (message) => {
  editing = null;
  replying = message;
  aside(`Replying to ${personIn(here(), message.author.id)?.name ?? message.author.username}`);
});
on("edit", startEdit);

talk.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  talk.classList.add("dropping");
});
talk.addEventListener("dragleave", (event) => {
  if (!talk.contains(event.relatedTarget)) talk.classList.remove("dropping");
});
talk.addEventListener("drop", (event) => {
  event.preventDefault();
  talk.classList.remove("dropping");
  addFiles([...event.dataTransfer.files]);
});

// -- drafts outlast a reload

const draftKey = () => `draft:${store.me.username}:${store.channelId}`;
function keepDraft() {
  if (box.value && !editing) sessionStorage.setItem(draftKey(), box.value);
  else sessionStorage.removeItem(draftKey());
}

let shownFor = null;
function draw() {
  const channel = here();
  const open = Boolean(channel) && !isForum(channel) && mayWrite(channel);
  composer.hidden = !open;
  closed.hidden = open || !channel || isForum(channel);
  closed.textContent = `${store.me.name} may not write here.`;
  if (!channel) return;
  const words = `Message ${isThread(channel) ? "" : channel.type === 1 ? "@" : "#"}${nameOfChannel(channel)}`;
  box.placeholder = words;
  box.setAttribute("aria-label", words);
  const key = draftKey();
  if (key === shownFor) return;
  shownFor = key;
  leaveCommand();
  stopAside();
  say("");
  files = [];
  drawTray();
  box.value = sessionStorage.getItem(key) ?? "";
  fit();
  if (matchMedia("(hover: hover)").matches && open && !document.querySelector("dialog[open]")) box.focus();
}

on("room", draw);
on("places", draw);
on("commands", () => document.activeElement === box && /^\/[^\n]*$/.test(box.value) && suggest());
