// Forms (modals) that a bot opens: text inputs, selects, files, radio and check boxes.

import { el, icon, iconButton, toast } from "./dom.js";
import { chosenAtFirst, selectBox } from "./components.js";
import { markdown } from "./markdown.js";
import { names } from "./names.js";
import { wayBack } from "./focus.js";
import { closePopup } from "./popups.js";
import { deed } from "./store.js";

const MOST_TEXT = 4000;
let number = 0;

export function openForm(reply, channel) {
  document.querySelector("dialog.form")?.close();
  const fields = [];
  const parts = reply.form.components.map((part) => drawnPart(part, channel, fields));
  const error = el("p", { class: "form-error", role: "alert", hidden: true });
  const send = el("button", { type: "submit", class: "button primary" }, "Submit");
  const form = el("form", { novalidate: true }, el("div", { class: "form-parts" }, ...parts, error),
    el("div", { class: "form-foot" }, el("button", { type: "button", class: "button plain", on: { click: () => dialog.close() } }, "Cancel"), send));
  const dialog = el("dialog", { class: "form", "aria-labelledby": "form-title" },
    el("div", { class: "form-head" }, el("h2", { id: "form-title" }, reply.form.title), iconButton("close", "Close this form", () => dialog.close())), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.hidden = true;
    const faulty = fields.filter((field) => !field.check());
    if (faulty.length) {
      faulty[0].focus();
      return;
    }
    send.setAttribute("aria-busy", "true");
    const message = await submitted(reply, fields);
    send.removeAttribute("aria-busy");
    if (message === null) dialog.close();
    error.textContent = message ?? "";
    error.hidden = message === null;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  keepTyped(form, fields, `form:${reply.interaction_id}`);
  const back = wayBack();
  dialog.addEventListener("close", () => {
    closePopup(false);
    dialog.remove();
    // The browser gives the focus back by itself, but Chromium without the caret: nothing could be typed.
    document.activeElement?.blur();
    back();
  });
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}

// What is typed outlasts a reload, as the open form itself does.
function keepTyped(form, fields, key) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  const texts = fields.filter((field) => field.write);
  for (const field of texts) if (field.customId in kept) field.write(kept[field.customId]);
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(texts.map((field) => [field.customId, field.value()]))));
  });
}

async function submitted(reply, fields) {
  const files = new Map();
  const values = {};
  for (const field of fields) values[field.customId] = field.value(files);
  try {
    const answer = await deed("submit", { interaction: reply.interaction_id, values }, files);
    return answer.reply.kind === "failed" ? "Something went wrong. Try again." : null;
  } catch (error) {
    return error.message;
  }
}

function drawnPart(part, channel, fields) {
  if (part.type === 10) return el("div", { class: "form-text" }, markdown(part.content, names));
  if (part.type === 1) return labelled(part.components[0], part.components[0].label, "", channel, fields);
  if (part.type === 18) return labelled(part.component, part.label, part.description, channel, fields);
  return el("p", {}, `A part of type ${part.type}, which this page does not know.`);
}

function labelled(input, label, description, channel, fields) {
  const id = `field-${++number}`;
  const required = input.required !== false && input.type !== 23;
  const problem = el("small", { class: "field-problem", role: "alert", id: `${id}-problem` });
  const makers = { 4: textField, 19: fileField, 21: radioField, 22: boxesField, 23: boxField };
  const field = (makers[input.type] ?? ((...all) => selectField(...all, channel, label)))(input, id, required);
  field.customId = input.custom_id;
  const check = field.problem ?? (() => "");
  field.check = () => {
    problem.textContent = check(required);
    field.node.classList.toggle("wrong", problem.textContent !== "");
    for (const one of field.node.querySelectorAll("input, textarea")) one.setAttribute("aria-invalid", String(problem.textContent !== ""));
    return problem.textContent === "";
  };
  field.node.addEventListener("input", () => field.node.classList.contains("wrong") && field.check());
  fields.push(field);
  const grouped = [21, 22].includes(input.type);
  return el(grouped ? "fieldset" : "div", { class: "field" },
    el(grouped ? "legend" : "label", grouped ? { class: "field-label" } : { class: "field-label", for: id }, label, required && el("span", { class: "needed", title: "required", "aria-label": "required" }, " *")),
    description && el("small", { class: "field-description", id: `${id}-description` }, description), field.node, problem);
}

function textField(input, id, required) {
  const most = input.max_length ?? MOST_TEXT;
  const least = input.min_length ?? 0;
  const long = input.style === 2;
  const box = el(long ? "textarea" : "input", { id, class: "text-box", rows: long ? 5 : undefined, type: long ? undefined : "text", placeholder: input.placeholder, "aria-describedby": `${id}-description ${id}-problem`, "aria-required": required ? "true" : undefined });
  box.value = input.value ?? "";
  const counter = el("small", { class: "counter" });
  const count = () => {
    const length = [...box.value].length;
    counter.textContent = least > length ? `${length} / ${least} at least` : `${length} / ${most}`;
    counter.classList.toggle("over", length > most);
  };
  box.addEventListener("input", count);
  count();
  return {
    node: el("div", { class: "text-field" }, box, counter),
    focus: () => box.focus(),
    value: () => box.value,
    write(text) {
      box.value = text;
      count();
    },
    problem(required) {
      const length = [...box.value].length;
      if (length === 0) return required ? "This field is required." : "";
      if (length > most) return `At most ${most} characters fit; these are ${length}.`;
      return length < least ? `At least ${least} characters, please.` : "";
    },
  };
}

function selectField(input, id, required, channel, label) {
  let chosen = chosenAtFirst(input);
  const holder = el("div", {});
  const draw = () => {
    const placeholder = input.placeholder;
    holder.replaceChildren(selectBox({ ...input, placeholder, min_values: input.required === false ? 0 : input.min_values }, channel, chosen, (values) => {
      chosen = values;
      draw();
      holder.firstChild.focus();
    }, { id, "aria-description": [required && "required", input.description].filter(Boolean).join(", ") || undefined, of: label }));
  };
  draw();
  return {
    node: holder,
    focus: () => holder.firstChild.focus(),
    value: () => chosen,
    problem: (required) => (required && !chosen.length ? "Make a selection." : ""),
  };
}

function fileField(input, id) {
  const most = input.max_values ?? 1;
  let files = [];
  const picker = el("input", { type: "file", id, class: "unseen", multiple: most > 1, on: { change: () => add([...picker.files]) } });
  const list = el("ul", { class: "picked-files" });
  const add = (more) => {
    if (files.length + more.length > most) toast(`At most ${most} ${most === 1 ? "file fits" : "files fit"} here.`, "bad");
    files = most === 1 ? more.slice(-1) : [...files, ...more].slice(0, most);
    picker.value = "";
    draw();
  };
  const draw = () => list.replaceChildren(...files.map((file) => el("li", {}, icon("file"), el("span", {}, file.name), iconButton("close", `Remove ${file.name}`, () => {
    files = files.filter((one) => one !== file);
    draw();
  }))));
  const drop = el("label", { class: "drop", for: id, on: {
    dragover: (event) => event.preventDefault(),
    drop: (event) => {
      event.preventDefault();
      event.stopPropagation();
      add([...event.dataTransfer.files]);
    },
  } }, icon("plus"), el("span", {}, most > 1 ? `Drop up to ${most} files here, or choose them` : "Drop a file here, or choose one"));
  return {
    node: el("div", { class: "file-field" }, picker, drop, list),
    focus: () => picker.focus(),
    value: (sent) => files.map((file, at) => {
      const name = `${id}-${at}`;
      sent.set(name, file);
      return name;
    }),
    problem: (required) => (required && files.length < (input.min_values ?? 1) ? "A file is needed." : ""),
  };
}

function optionBoxes(input, id, type) {
  const boxes = input.options.map((option, at) => el("input", { type, name: id, value: option.value, checked: option.default, id: at === 0 ? id : undefined }));
  const node = el("div", { class: "boxes" }, ...input.options.map((option, at) => el("label", { class: "box" }, boxes[at],
    el("span", {}, option.label, option.description && el("small", {}, option.description)))));
  return { boxes, node };
}

function radioField(input, id) {
  const { boxes, node } = optionBoxes(input, id, "radio");
  const value = () => boxes.find((box) => box.checked)?.value ?? null;
  return { node, focus: () => boxes[0].focus(), value, problem: (required) => (required && value() === null ? "Choose one." : "") };
}

function boxesField(input, id) {
  const { boxes, node } = optionBoxes(input, id, "checkbox");
  const value = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return { node, focus: () => boxes[0].focus(), value, problem: (required) => (required && value().length < (input.min_values ?? 1) ? "Tick one more." : "") };
}

function boxField(input, id) {
  const box = el("input", { type: "checkbox", id, checked: input.default });
  return { node: el("div", { class: "boxes" }, box), focus: () => box.focus(), value: () => box.checked };
}
