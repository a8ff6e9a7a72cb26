// The bar at the top: what this is, the world's clock, who one is, and the way behind the scenes.

import { post } from "./api.js";
import { avatar, el, icon, iconButton, say, toast } from "./dom.js";
import { heldFocus } from "./focus.js";
import { closePopup, isOpenAt, openMenu, popup } from "./popups.js";
import { become, on, refreshClock, store } from "./store.js";
import { toggleScenes } from "./scenes.js";
import { clock, clockDay, fullMoment, relative, shortTime, worldNow, zoneName } from "./time.js";

const bar = document.querySelector(".stage");
const DAY = 86400;

const now = el("time", { class: "now" });
const clockButton = el("button", { type: "button", class: "clock-button", "aria-haspopup": "dialog", "aria-expanded": "false", on: { click: () => openClock() } }, icon("clock"), now, icon("chevron"));
const quick = el("div", { class: "steps" });
const who = el("button", { type: "button", class: "who", "aria-haspopup": "menu", "aria-expanded": "false", on: { click: () => openPeople() } });
const lost = el("span", { class: "lost", role: "status", hidden: true }, "Connecting again…");
const scenes = iconButton("stage", "Behind the scenes: faults and the wire", () => toggleScenes(scenes), { "aria-controls": "scenes", "aria-pressed": "false" });

bar.append(
  el("div", { class: "brand" }, el("img", { src: "/page/static/icon.svg", alt: "", width: "24", height: "24" }), el("b", {}, "Rehearsal"), lost),
  el("div", { class: "clock", role: "group", "aria-label": "The clock of this world" }, clockButton, quick),
  el("div", { class: "stage-end" }, scenes, who));

// -- the clock

let moving = false;

async function move(step) {
  if (moving) return;
  moving = true;
  bar.classList.add("moving");
  drawSteps();
  try {
    await post("/clock", step);
    refreshClock();
    await new Promise((go) => setTimeout(go, 150));
    clockButton.classList.add("moved");
    setTimeout(() => clockButton.classList.remove("moved"), 1600);
    say(`It is now ${fullMoment(worldNow())}.`);
  } catch (error) {
    toast(error.message, "bad");
  }
  moving = false;
  bar.classList.remove("moving");
  draw();
}

function stepButton(label, step, disabled = false, primary = false) {
  return el("button", { type: "button", class: `step ${primary ? "primary" : ""}`, "aria-disabled": disabled || moving ? "true" : undefined, on: { click: () => {
    if (disabled || moving) return;
    closePopup();
    move(step);
  } } }, label);
}

function steps() {
  const next = clock.steps ? [stepButton("Next posting", { to: "next" }, clock.owed.length === 0, true)] : [];
  return [...next, stepButton("+1 day", { by: DAY }), stepButton("+1 week", { by: 7 * DAY })];
}

function drawSteps() {
  const back = heldFocus(quick);
  quick.replaceChildren(...steps());
  back();
}

function tick() {
  const at = worldNow();
  now.textContent = `${clockDay(at)}, ${shortTime(at)}`;
  now.dateTime = at.toISOString();
}

function openClock() {
  if (isOpenAt(clockButton)) {
    closePopup();
    return;
  }
  const at = worldNow();
  const owed = clock.owed.slice(0, 8).map((one) => el("li", {}, el("span", {}, one.label), el("small", { title: fullMoment(new Date(one.at)) }, `${clockDay(new Date(one.at))}, ${shortTime(new Date(one.at))} · ${relative(new Date(one.at))}`)));
  const panel = el("div", { class: "clock-panel", role: "dialog", "aria-label": "The clock of this world" },
    el("p", { class: "clock-now" }, fullMoment(at), el("small", {}, zoneName())),
    el("p", { class: "clock-words" }, clock.steps ? "The bot posts when this clock gets there. Move it and see." : "Move the clock, and the bot lives in the new time."),
    el("div", { class: "steps" }, ...steps()),
    clock.steps && el("h3", { class: "side-heading" }, "What comes next"),
    clock.steps && (owed.length ? el("ol", { class: "owed" }, ...owed) : el("p", { class: "clock-words" }, "Nothing is planned yet.")));
  popup(panel, clockButton);
  panel.querySelector("button:not([aria-disabled])")?.focus();
}

// -- who one is

function openPeople() {
  const entries = store.state.people.map((person) => ({
    label: person.name,
    note: person.id === store.me.id ? "you" : person.rank,
    icon: person.id === store.me.id ? "check" : undefined,
    run: () => become(person.username),
  }));
  const other = () => open(`?${new URLSearchParams({ as: store.state.people.find((one) => one.id !== store.me.id)?.username ?? "", in: store.channelId ?? "" })}`, "_blank", "noopener");
  openMenu([{ heading: "You are" }, ...entries, { rule: true }, { label: "Someone else, in another window", icon: "link", run: other }], who, { label: "You are" });
}

function draw() {
  const me = store.state.people.find((one) => one.id === store.me.id);
  who.replaceChildren(avatar(store.me, "small"), el("span", { class: "who-words" }, el("small", {}, "You are"), el("span", { class: "who-name" }, el("b", {}, store.me.name), el("span", { class: "who-rank" }, me.rank))), icon("chevron"));
  who.setAttribute("aria-label", `You are ${store.me.name}, ${me.rank}. Act as someone else`);
  drawSteps();
  tick();
}

on("who", draw);
on("clock", draw);
on("connection", () => {
  lost.hidden = store.connected;
});
setInterval(tick, 1000);
