// A slash command being filled in: one chip for each option, with the input that fits its type.

import { el, icon, iconButton } from "./dom.js";
import { channelItems, peopleItems, roleItems } from "./names.js";
import { deed, guildOf, here } from "./store.js";

export const KIND = { SUB: 1, GROUP: 2, STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, NUMBER: 10, FILE: 11 };
const TYPE_WORDS = { 3: "text", 4: "whole number", 5: "true or false", 6: "member", 7: "channel", 8: "role", 9: "member or role", 10: "number", 11: "file" };

// "/reading add" and its kind, each on its own: [{ name, description, options }]
export function flattened(commands) {
  const found = [];
  const walk = (name, node) => {
    const inner = (node.options ?? []).filter((one) => one.type === KIND.SUB || one.type === KIND.GROUP);
    if (!inner.length) found.push({ name, description: node.description, options: node.options ?? [] });
    for (const one of inner) walk(`${name} ${one.name}`, one);
  };
  for (const command of commands) if (command.type === 1) walk(command.name, command);
  return found;
}

// Best first: names that begin with what was typed, then words of it, then descriptions.
export function searched(commands, typed) {
  const wanted = typed.trim().toLowerCase().replace(/\s+/g, " ");
  const rank = (one) => {
    if (one.name.startsWith(wanted)) return 0;
    if (one.name.includes(wanted)) return 1;
    if (wanted.split(" ").every((word) => one.name.includes(word))) return 2;
    return one.description.toLowerCase().includes(wanted) ? 3 : 4;
  };
  return commands.map((one) => [rank(one), one]).filter(([at]) => at < 4).sort(([a], [b]) => a - b).map(([, one]) => one);
}

export class CommandLine {
  // `host`: { suggestions, hint(text), send(), leave(), changed() }
  constructor(command, host) {
    this.command = command;
    this.host = host;
    this.fields = new Map();
    this.node = el("div", { class: "command-line", role: "group", "aria-label": `/${command.name}` });
    this.shown = command.options.filter((one) => one.required);
    this.draw();
  }

  draw() {
    const chips = this.shown.map((option) => this.field(option).node);
    const rest = this.command.options.filter((one) => !this.shown.includes(one));
    this.tail = rest.length ? this.tailFor(rest) : null;
    this.node.replaceChildren(el("span", { class: "command-name" }, `/${this.command.name}`), ...chips, this.tail ?? "");
  }

  field(option) {
    if (!this.fields.has(option.name)) this.fields.set(option.name, makeField(option, this));
    return this.fields.get(option.name);
  }

  // The end of the line: offers what may be added; with nothing chosen there, Enter sends.
  tailFor(rest) {
    const { suggestions } = this.host;
    const box = el("input", { class: "chip-tail", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions", "aria-label": "Optional values", placeholder: `+${rest.length} optional`, autocomplete: "off", spellcheck: "false" });
    const offer = () => {
      const typed = box.value.trim().toLowerCase();
      const items = rest.filter((one) => one.name.includes(typed)).map((one) => ({ label: one.name, description: one.description, side: TYPE_WORDS[one.type], value: one }));
      suggestions.show("Optional values — or press Enter to send", items, (item) => this.add(item.value), { input: box, passive: typed === "", empty: "There is no such option." });
    };
    box.addEventListener("input", offer);
    box.addEventListener("focus", () => {
      this.host.hint("");
      offer();
    });
    box.addEventListener("blur", () => {
      suggestions.hide();
      box.value = "";
    });
    box.addEventListener("keydown", (event) => {
      if (suggestions.key(event)) return;
      if (event.key === "Backspace" && box.value === "") {
        event.preventDefault();
        if (this.shown.length) this.field(this.shown.at(-1)).focus();
        else this.host.leave();
      }
    });
    return box;
  }

  add(option) {
    this.shown = [...this.shown, option];
    this.draw();
    this.field(option).focus();
  }

  // A file that was dropped or pasted goes to the first option that takes one; false where none does.
  takeFile(file) {
    const option = this.command.options.find((one) => one.type === KIND.FILE);
    if (!option || !file) return !file;
    if (!this.shown.includes(option)) this.add(option);
    this.field(option).take(file);
    return true;
  }

  remove(option) {
    this.fields.delete(option.name);
    this.shown = this.shown.filter((one) => one !== option);
    this.draw();
    this.tail.focus();
  }

  focus() {
    const first = this.shown.length ? this.field(this.shown[0]) : (this.tail ?? this.node);
    first.focus();
  }

  goOn(from) {
    const order = this.shown;
    const later = order.slice(order.indexOf(from) + 1);
    const next = later.find((one) => this.field(one).empty()) ?? order.find((one) => one.required && this.field(one).empty());
    if (next) this.field(next).focus();
    else this.tail?.focus();
  }

  // The values for the server; null when something is missing (and then it says so).
  values(files) {
    const values = {};
    for (const option of this.shown) {
      const field = this.field(option);
      const { value, problem } = field.read(files);
      field.node.classList.toggle("wrong", Boolean(problem));
      if (problem) {
        field.focus();
        this.host.hint(`${option.name}: ${problem}`, true);
        return null;
      }
      if (value !== undefined) values[option.name] = value;
    }
    return values;
  }

  // What is typed so far, for a completion.
  soFar(except) {
    const values = {};
    for (const option of this.shown) {
      if (option.name === except || option.type === KIND.FILE) continue;
      const { value, problem } = this.field(option).read(new Map());
      if (!problem && value !== undefined) values[option.name] = value;
    }
    return values;
  }
}

function chip(option, line, input) {
  const removable = !option.required;
  return el("span", { class: "chip" }, el("span", { class: "chip-name", "aria-hidden": "true" }, option.name, option.required && el("span", { class: "needed" }, "*")), input,
    removable && iconButton("close", `Remove ${option.name}`, () => line.remove(option), { class: "icon-button chip-close", tabindex: "-1" }));
}

function hintOf(option) {
  return `${option.name} — ${option.description} (${TYPE_WORDS[option.type]}${option.required ? ", required" : ""})`;
}

function makeField(option, line) {
  if (option.type === KIND.FILE) return fileField(option, line);
  return textField(option, line);
}

function fileField(option, line) {
  let file = null;
  const picker = el("input", { type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true", data: { option: option.name }, on: { change: () => take(picker.files[0]) } });
  const button = el("button", { type: "button", class: "chip-file", "aria-label": `${option.name}: choose a file`, on: { click: () => picker.click(), focus: () => line.host.hint(hintOf(option)) } }, icon("file"), "Choose a file");
  const take = (chosen) => {
    if (!chosen) return;
    file = chosen;
    button.replaceChildren(icon("file"), chosen.name);
    button.setAttribute("aria-label", `${option.name}: ${chosen.name}`);
    line.goOn(option);
    line.host.changed();
  };
  button.addEventListener("keydown", (event) => {
    if (!["Backspace", "Delete"].includes(event.key)) return;
    event.preventDefault();
    if (option.required) line.host.leave();
    else line.remove(option);
  });
  const node = chip(option, line, el("span", {}, picker, button));
  return {
    node, take, focus: () => button.focus(), empty: () => file === null,
    read(files) {
      if (!file) return option.required ? { problem: "choose a file." } : {};
      files.set(`file-${option.name}`, file);
      return { value: `file-${option.name}` };
    },
  };
}

function textField(option, line) {
  let picked; // { label, value } of a choice that was made
  const box = el("textarea", { rows: "1", class: "chip-input", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-label": `${option.name}${option.required ? ", required" : ""}`, "aria-description": option.description, autocomplete: "off", spellcheck: "false", inputmode: option.type === KIND.INTEGER ? "numeric" : option.type === KIND.NUMBER ? "decimal" : undefined });
  const { suggestions } = line.host;
  const choose = (item) => {
    picked = { label: item.label, value: item.value };
    box.value = item.label;
    suggestions.hide();
    line.goOn(option);
    line.host.changed();
  };
  let asked = 0;
  let loading = false;
  let hasty = false; // Enter came before what is offered for these words
  const suggest = async () => {
    const typed = box.value;
    hasty = false;
    if (option.autocomplete) {
      loading = true;
      asked += 1;
      const mine = asked;
      suggestions.show(hintOf(option), suggestions.open ? suggestions.items : [], choose, { empty: "Loading options…", input: box });
      await new Promise((go) => setTimeout(go, typed ? 180 : 0));
      if (mine !== asked) return;
      const channel = here();
      const answer = await deed("complete", { channel: channel.id, command: line.command.name, focused: option.name, typed, options: line.soFar(option.name) }).catch(() => null);
      if (mine !== asked) return;
      loading = false;
      if (document.activeElement !== box) return;
      const items = (answer?.choices ?? []).map((one) => ({ label: one.name, value: one.value }));
      suggestions.show(hintOf(option), items, choose, { empty: answer ? "No options match your search." : "Loading options failed.", input: box });
      if (hasty && items.length) choose(items[0]);
      return;
    }
    const words = picked?.label === typed ? "" : typed.trim().toLowerCase();
    const items = itemsOf(option).filter((item) => item.label.toLowerCase().includes(words.replace(/^[@#]/, "")));
    suggestions.show(hintOf(option), items.slice(0, 50), choose, { empty: hasList(option) ? "Nothing found" : "", input: box });
  };
  box.addEventListener("input", () => {
    if (picked && picked.label !== box.value) picked = undefined;
    suggest();
    line.host.changed();
  });
  box.addEventListener("focus", () => {
    line.host.hint(hintOf(option));
    suggest();
  });
  box.addEventListener("blur", () => {
    asked += 1;
    loading = false;
    suggestions.hide();
  });
  box.addEventListener("keydown", (event) => {
    if (loading && box.value && !event.shiftKey && ["Enter", "Tab"].includes(event.key)) {
      event.preventDefault();
      hasty = true;
      return;
    }
    if (suggestions.input === box && suggestions.key(event)) return;
    if (event.key === "Backspace" && box.value === "") {
      event.preventDefault();
      if (option.required) line.host.leave();
      else line.remove(option);
    }
  });
  const node = chip(option, line, box);
  return { node, focus: () => box.focus(), empty: () => box.value === "", read: () => readText(option, box.value, picked) };
}

const hasList = (option) => Boolean(option.choices?.length) || [KIND.BOOLEAN, KIND.USER, KIND.CHANNEL, KIND.ROLE, KIND.MENTIONABLE].includes(option.type);

function itemsOf(option) {
  const guild = guildOf(here());
  if (option.choices?.length) return option.choices.map((one) => ({ label: one.name, value: one.value }));
  switch (option.type) {
    case KIND.BOOLEAN: return [{ label: "True", value: true }, { label: "False", value: false }];
    case KIND.USER: return peopleItems(guild);
    case KIND.ROLE: return roleItems(guild);
    case KIND.MENTIONABLE: return [...peopleItems(guild), ...roleItems(guild)];
    case KIND.CHANNEL: return channelItems(guild, option.channel_types);
    default: return [];
  }
}

function readText(option, text, picked) {
  if (picked) return { value: picked.value };
  if (text.trim() === "") return option.required ? { problem: "this option is required." } : {};
  if (hasList(option)) {
    const typed = text.trim().replace(/^[@#]/, "").toLowerCase();
    const same = itemsOf(option).filter((item) => item.label.toLowerCase() === typed);
    return same.length ? { value: same[0].value } : { problem: "choose one from the list." };
  }
  if (option.type === KIND.INTEGER || option.type === KIND.NUMBER) {
    const number = Number(text.trim().replace(",", "."));
    const whole = option.type === KIND.INTEGER;
    if (Number.isNaN(number) || (whole && !Number.isInteger(number))) return { problem: whole ? "a whole number is needed." : "a number is needed." };
    return { value: number };
  }
  return { value: text.trim() };
}
