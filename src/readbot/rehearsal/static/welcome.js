// A first visitor's guide: the host program's own words, its story step by step, ways to begin anew.

import { ask, post } from "./api.js";
import { el, icon, iconButton, say, toast } from "./dom.js";
import { toTheBox } from "./focus.js";
import { markdown } from "./markdown.js";
import { openForm } from "./forms.js";
import { names } from "./names.js";
import { channelOf, dismiss, enter, here, on, store } from "./store.js";

const talk = document.querySelector(".talk");
const KEY = "guide-read";
const card = el("section", { class: "guide", "aria-label": "Guide", hidden: true });
const opener = el("button", { type: "button", class: "step guide-opener", hidden: true, on: { click: () => open() } }, "Guide");
let guide = null;
let waiting = false;

talk.querySelector(".talk-head").after(card);
document.querySelector(".stage-end").prepend(opener);

const isRead = () => localStorage.getItem(KEY) === guide.world;

function draw() {
  const focused = card.contains(document.activeElement) ? document.activeElement.dataset.what : null;
  card.hidden = !guide || isRead();
  opener.hidden = !guide || !isRead();
  if (card.hidden) return;
  const told = guide.steps[guide.done - 1];
  card.replaceChildren(
    iconButton("close", "Put this away", close, { "data-what": "close" }),
    el("h2", {}, told ? told.title : guide.title, told && el("small", {}, `Step ${guide.done} of ${guide.steps.length}`)),
    el("div", { class: "guide-words" }, told ? markdown(told.words, names) : el("ol", {}, ...guide.hints.map((hint) => el("li", {}, markdown(hint, names))))),
    el("div", { class: "row guide-foot" }, nextButton(), ...guide.beginnings.map((label, at) => action(label, label, () => begin(at)))));
  if (focused) (card.querySelector(`[data-what="${CSS.escape(focused)}"]`) ?? card.querySelector("button")).focus();
}

function action(what, label, run, kind = "secondary") {
  const busy = waiting || guide.playing;
  return el("button", { type: "button", class: `button ${kind} small`, "data-what": what, "aria-disabled": busy ? "true" : undefined, "aria-busy": waiting && what === "next" ? "true" : undefined, on: { click: () => !waiting && run() } }, label);
}

function nextButton() {
  const coming = guide.steps[guide.done];
  if (!coming) return null;
  return action("next", ["Next step: ", coming.title, icon("right")], next, "primary");
}

async function next() {
  waiting = true;
  draw();
  try {
    const { look, ...known } = await post("/guide/next", {});
    guide = known;
    if (look && look !== store.channelId && channelOf(look)) await enter(look);
    say(guide.steps[guide.done - 1].words.replace(/[`*_]/g, ""));
  } catch (error) {
    toast(error.message, "bad");
  }
  waiting = false;
  draw();
}

// The server begins a new world; the page goes there as soon as it answers under a new name.
async function begin(at) {
  waiting = true;
  draw();
  say("A new server is being made.");
  try {
    const { world } = await post(`/guide/begin/${at}`, {});
    toast("A new server is being made…");
    for (let tries = 0; tries < 120; tries += 1) {
      await new Promise((go) => setTimeout(go, 500));
      const found = await ask("/guide").catch(() => null);
      if (found && found.world !== world && found.ready) {
        location.assign(location.pathname);
        return;
      }
    }
    toast("The new server does not answer.", "bad");
  } catch (error) {
    toast(error.message, "bad");
  }
  waiting = false;
  draw();
}

function close() {
  localStorage.setItem(KEY, guide.world);
  draw();
  document.getElementById("message-box").focus();
}

function open() {
  localStorage.removeItem(KEY);
  draw();
  card.querySelector("button.primary, .guide-foot button, button")?.focus();
}

// A form that was open when the page was left can be taken up again.
function offerForm() {
  document.querySelector(".left-form")?.remove();
  const left = store.state.forms.at(-1);
  if (!left || !here() || store.dismissed.has(left.interaction_id)) return;
  const note = el("div", { class: "left-form", role: "status" }, el("span", {}, `A form is still open: “${left.form.title}”.`),
    el("button", { type: "button", class: "button secondary small", on: { click: () => {
      note.remove();
      openForm(left, here());
    } } }, "Open it"), iconButton("close", "Leave it", () => {
      note.remove();
      dismiss(left.interaction_id);
      toTheBox();
    }));
  talk.querySelector(".talk-foot").before(note);
}

on("who", () => {
  guide = store.state.guide;
  draw();
  offerForm();
});
on("guide", async () => {
  if (!guide) return;
  guide = await ask("/guide");
  draw();
});
