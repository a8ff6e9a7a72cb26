"use strict";
// Shows only the notes of one kind, or of one member; without it the page shows them all.
const form = document.querySelector("form.filter");
const notes = [...document.querySelectorAll("article.note")];
function apply() {
  const chosen = new FormData(form);
  const kind = chosen.get("kind") || "";
  const member = chosen.get("member") || "";
  let shown = 0;
  for (const note of notes) {
    const fits = (!kind || note.dataset.kind === kind) &&
      (!member || note.dataset.member === member);
    note.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  form.querySelector("output").textContent = `${shown} / ${notes.length}`;
}
form.hidden = false;
form.addEventListener("change", apply);
form.addEventListener("submit", (event) => event.preventDefault());
apply();
