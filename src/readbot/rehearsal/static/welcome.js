// A first visitor's hint: the host program's own words, until they are put away.

import { el, iconButton } from "./dom.js";
import { markdown } from "./markdown.js";
import { openForm } from "./forms.js";
import { names } from "./names.js";
import { here, on, store } from "./store.js";

const talk = document.querySelector(".talk");
const KEY = "welcome-read";
let shown = null;

function drawWelcome() {
  const welcome = store.state.welcome;
  if (shown || !welcome || localStorage.getItem(KEY) === welcome.title) return;
  const close = () => {
    localStorage.setItem(KEY, welcome.title);
    shown.remove();
    document.getElementById("message-box").focus();
  };
  shown = el("section", { class: "welcome", "aria-label": "Welcome" }, iconButton("close", "Put this away", close),
    el("h2", {}, welcome.title), el("ol", {}, ...welcome.steps.map((step) => el("li", {}, markdown(step, names)))));
  talk.querySelector(".talk-head").after(shown);
}

// A form that was open when the page was left can be taken up again.
function offerForm() {
  document.querySelector(".left-form")?.remove();
  const left = store.state.forms.at(-1);
  if (!left || !here()) return;
  const note = el("div", { class: "left-form", role: "status" }, el("span", {}, `A form is still open: “${left.form.title}”.`),
    el("button", { type: "button", class: "button secondary small", on: { click: () => {
      note.remove();
      openForm(left, here());
    } } }, "Open it"), iconButton("close", "Leave it", () => note.remove()));
  talk.querySelector(".talk-foot").before(note);
}

on("who", () => {
  drawWelcome();
  offerForm();
});
