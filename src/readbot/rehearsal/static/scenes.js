// Behind the scenes: breaking things on purpose, and watching the wire.

import { ask, post } from "./api.js";
import { el, icon, iconButton, say, toast } from "./dom.js";
import { heldFocus } from "./focus.js";
import { here, isThread, on, store } from "./store.js";

const root = document.getElementById("scenes");
const TABS = [["faults", "Break something"], ["wire", "The wire"]];
let opener = null;
let tab = "faults";
let timer = 0;
let last = 0;

const WIRE_FAULTS = [
  ["Lose the next answer", { fault: "drop answer", method: "POST" }, "The bot's next POST is done, but it never hears so."],
  ["Lose the next request", { fault: "drop request", method: "POST" }, "The bot's next POST never arrives."],
  ["502 three times", { fault: "error", times: 3 }, "Discord's edge answers with an error."],
  ["Slow by 2 seconds", { fault: "delay", seconds: 2, times: 3 }, "The next three requests wait."],
  ["Rate limit for 3 seconds", { fault: "429", seconds: 3 }, "The next request is told to wait."],
  ["Disconnect", { fault: "disconnect" }, "The gateway's connection closes."],
];

export function toggleScenes(button) {
  opener = button;
  root.hidden = !root.hidden;
  button.setAttribute("aria-pressed", String(!root.hidden));
  if (root.hidden) {
    clearInterval(timer);
    button.focus();
    return;
  }
  draw();
  timer = setInterval(poll, 1000);
  root.querySelector("button")?.focus();
}

function turnTo(name) {
  tab = name;
  draw();
  root.querySelector("[aria-selected=true]").focus();
}

root.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) toggleScenes(opener);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step || event.target.getAttribute("role") !== "tab") return;
  event.preventDefault();
  const at = TABS.findIndex(([name]) => name === tab);
  turnTo(TABS[(at + step + TABS.length) % TABS.length][0]);
});

function draw() {
  if (root.hidden) return;
  const back = heldFocus(root);
  const tabs = TABS.map(([name, label]) => el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "scenes-panel", "aria-selected": String(tab === name), tabindex: tab === name ? undefined : "-1", on: { click: () => turnTo(name) } }, label));
  const panel = el("div", { class: "scenes-panel", id: "scenes-panel", role: "tabpanel", "aria-labelledby": `tab-${tab}` });
  root.replaceChildren(el("header", {}, el("div", { role: "tablist", class: "tabs", "aria-label": "Behind the scenes" }, ...tabs), iconButton("close", "Close", () => toggleScenes(opener))), panel);
  back(root, root.querySelector("[aria-selected=true]"));
  if (tab === "faults") drawFaults(panel);
  else drawWire(panel);
}

async function drawFaults(panel) {
  const channel = here();
  const state = await ask("/faults", { as: store.me.id, channel: channel?.id });
  showFaults(panel, channel, state);
}

function showFaults(panel, channel, state) {
  const act = async (body, label) => {
    try {
      showFaults(panel, channel, await post("/faults", { ...body, channel: channel?.id ?? "" }));
      if (label) say(`Done: ${label}.`);
    } catch (error) {
      toast(error.message, "bad");
    }
  };
  const button = (label, body, title, danger) => el("button", { type: "button", class: `button ${danger ? "danger" : "secondary"} small`, title, data: { key: label }, on: { click: () => act(body, label) } }, label);
  const rights = Object.entries(state.rights ?? {}).map(([name, has]) => el("label", { class: "box" }, el("input", { type: "checkbox", checked: has, on: { change: (event) => act({ fault: event.target.checked ? "give" : "take", permission: name }) } }), name.toLowerCase().replaceAll("_", " ")));
  const back = heldFocus(panel);
  panel.replaceChildren(
    el("h3", { class: "side-heading" }, "On the wire"),
    el("ul", { class: "faults" }, ...WIRE_FAULTS.map(([label, body, words]) => el("li", {}, button(label, body), el("small", {}, words)))),
    ...(state.waiting.length ? [el("p", { class: "waiting-faults" }, `Waiting: ${state.waiting.map((one) => `${one.kind} (${one.left}×)`).join(", ")}`), button("Take them back", { fault: "clear" })] : []),
    ...(state.rights ? [el("h3", { class: "side-heading" }, `What the bot may do in ${isThread(channel) ? "" : "#"}${channel.name}`), el("div", { class: "boxes" }, ...rights),
      el("h3", { class: "side-heading" }, "This place"),
      el("div", { class: "row" }, state.thread && !state.archived && button("Archive thread", { fault: "archive" }), state.thread && !state.locked && button("Lock thread", { fault: "lock" }), state.thread && (state.archived || state.locked) && button("Reopen thread", { fault: "reopen" }),
        button(state.thread ? "Delete thread" : "Delete channel", { fault: "delete" }, "", true), state.bot_here ? button("Remove the bot", { fault: "remove bot" }, "", true) : button("Invite the bot again", { fault: "invite bot" }))] : []));
  back();
}

function drawWire(panel) {
  last = 0;
  panel.replaceChildren(el("p", { class: "clock-words" }, "Every request of the bot, the newest first."), el("p", { class: "clock-words wire-judge" }), el("div", { class: "wire" }));
  poll();
}

async function poll() {
  const list = root.querySelector(".wire");
  if (!list) return;
  const { exchanges: newer, judged, trouble } = await ask("/wire", { after: last }).catch(() => ({ exchanges: [] }));
  const unseen = newer.filter((one) => one.number > last);
  if (!unseen.length || !list.isConnected) return;
  root.querySelector(".wire-judge").textContent = judged ? "Each is held against Discord’s own document." : trouble ? `Not checked against Discord’s document: ${trouble}` : "Not checked against Discord’s document: it is not here.";
  last = unseen.at(-1).number;
  for (const one of unseen) list.prepend(exchange(one));
  while (list.children.length > 200) list.lastChild.remove();
}

function verdict(one) {
  if (one.complaints === null) return el("span", { class: "wire-fit", title: "Not checked" }, "–", el("span", { class: "unseen" }, "not checked"));
  const fits = one.complaints.length === 0;
  return el("span", { class: `wire-fit ${fits ? "fits" : "unfit"}`, title: fits ? "Fits Discord’s document" : "Does not fit Discord’s document" }, icon(fits ? "check" : "close"), el("span", { class: "unseen" }, fits ? "fits the document" : "does not fit the document"));
}

function judgement(one) {
  if (one.complaints === null) return el("p", {}, "Not checked against Discord’s document.");
  if (!one.complaints.length) return el("p", {}, "Fits Discord’s document.");
  return el("div", { class: "wire-complaints" }, el("p", {}, "Does not fit Discord’s document:"), el("ul", {}, ...one.complaints.map((words) => el("li", {}, words))));
}

function exchange(one) {
  const state = one.status === 0 ? "cut" : one.status < 400 ? "fine" : "bad";
  const pretty = (value) => el("pre", { tabindex: "0" }, JSON.stringify(value, null, 2) ?? "");
  return el("details", { class: `exchange ${state}` },
    el("summary", {}, el("b", {}, one.method), el("span", { class: "wire-path", title: one.path }, (one.route || one.path).replace(/\{\w+\}/g, "…")), el("span", { class: "wire-status" }, one.status || "cut"), el("small", {}, `${Math.round(one.took * 1000)} ms`), verdict(one)),
    el("small", { class: "wire-full" }, one.path), judgement(one),
    one.fault && el("p", {}, `Fault: ${one.fault}`), one.body !== null && el("div", {}, el("small", {}, "Request"), pretty(one.body)),
    one.files.length > 0 && el("p", {}, one.files.map((file) => `${file.name} (${file.size} B)`).join(", ")), el("div", {}, el("small", {}, "Answer"), pretty(one.response)));
}

on("room", () => tab === "faults" && draw());
on("places", () => tab === "faults" && !root.contains(document.activeElement) && draw());
