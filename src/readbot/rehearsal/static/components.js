// Components of messages, old and v2: rows, buttons, selects, sections, containers and media.

import { colorOf, el, icon, outsideLink } from "./dom.js";
import { FOCUSABLE } from "./focus.js";
import { fileCard, picture } from "./files.js";
import { markdown } from "./markdown.js";
import { channelItems, jumpOf, names, peopleItems, roleItems } from "./names.js";
import { openChoice } from "./popups.js";
import { deed, guildOf, personIn } from "./store.js";
import { followUnder } from "./deeds.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

export function components(parts, message, channel) {
  return parts.map((part) => drawn(part, message, channel));
}

function drawn(part, message, channel) {
  const inner = () => components(part.components ?? [], message, channel);
  switch (part.type) {
    case 1: return el("div", { class: "row" }, ...inner());
    case 2: return button(part, message, channel);
    case 3: case 5: case 6: case 7: case 8: return select(part, message, channel);
    case 9: return el("div", { class: "section" }, el("div", { class: "section-text" }, ...inner()), el("div", { class: "section-side" }, drawn(part.accessory, message, channel)));
    case 10: return el("div", { class: "text-display" }, markdown(part.content, names));
    case 11: return veiled(picture(part.media.url, { alt: part.description ?? "", className: "thumbnail" }), part.spoiler);
    case 12: return el("div", { class: `gallery gallery-${Math.min(part.items.length, 4)}` }, ...part.items.map((item) => veiled(picture(item.media.url, { alt: item.description ?? "" }), item.spoiler)));
    case 13: return veiled(fileCard({ name: part.name, size: part.size, url: part.file.url, type: part.file.content_type }), part.spoiler);
    case 14: return el("div", { class: `separator ${part.spacing === 2 ? "wide" : ""} ${part.divider ? "line" : ""}`, role: part.divider ? "separator" : undefined });
    case 17: return veiled(el("div", { class: `container ${part.accent_color === null ? "" : "accented"}`, style: part.accent_color === null ? {} : { "--own": colorOf(part.accent_color) } }, ...inner()), part.spoiler);
    default: return el("div", { class: "unknown" }, `A component of type ${part.type}, which this page does not know.`);
  }
}

function veiled(node, spoiler) {
  if (!spoiler) return node;
  const cover = el("div", { class: "covered" }, node, el("button", { type: "button", class: "cover", on: { click: () => uncover(cover, node) } }, "Spoiler"));
  return cover;
}

function uncover(cover, node) {
  cover.replaceWith(node);
  (node.matches(FOCUSABLE) ? node : node.querySelector(FOCUSABLE) ?? node.closest(".message"))?.focus();
}

export function emojiOf(emoji) {
  if (!emoji) return null;
  return el("span", { class: "emoji" }, emoji.id ? `:${emoji.name}:` : emoji.name);
}

function button(part, message, channel) {
  const words = [emojiOf(part.emoji), part.label && el("span", {}, part.label)];
  if (part.style === 5) {
    const jump = jumpOf(part.url);
    if (jump) return el("a", { class: "button link", href: jump.href, on: { click: jump.go } }, ...words, icon("link"));
    return outsideLink(part.url, { class: "button link" }, ...words, icon("link"));
  }
  if (part.style === 6) return el("button", { type: "button", class: "button primary", disabled: true }, "Premium");
  const press = async () => {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    await followUnder(deed("press", { message: message.id, custom_id: part.custom_id }), message, channel);
    node.removeAttribute("aria-busy");
  };
  const node = el("button", { type: "button", class: `button ${STYLES[part.style]}`, disabled: part.disabled, data: { key: part.custom_id }, on: { click: press } }, ...words);
  return node;
}

export function itemsOf(part, channel) {
  const guild = guildOf(channel);
  switch (part.type) {
    case 3: return part.options.map((one) => ({ value: one.value, label: one.label, description: one.description, mark: one.emoji ? () => emojiOf(one.emoji) : undefined }));
    case 5: return peopleItems(guild);
    case 6: return roleItems(guild);
    case 7: return [...peopleItems(guild), ...roleItems(guild)];
    default: return channelItems(guild, part.channel_types);
  }
}

export function chosenAtFirst(part) {
  if (part.type === 3) return part.options.filter((one) => one.default).map((one) => one.value);
  return (part.default_values ?? []).map((one) => one.id);
}

const EMPTY = { 3: "Make a selection", 5: "Choose a member", 6: "Choose a role", 7: "Choose a member or role", 8: "Choose a channel" };

// The closed select: shows what is chosen, and opens the list. `onDone` gets the values.
export function selectBox(part, channel, chosen, onDone, { of = "", ...props } = {}) {
  const items = itemsOf(part, channel);
  const labels = chosen.map((value) => items.find((item) => item.value === value)?.label ?? personIn(channel, value)?.name ?? value);
  const label = part.placeholder || EMPTY[part.type];
  const node = el("button", { type: "button", class: `select ${labels.length ? "" : "empty"}`, "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": [of || (labels.length && label), labels.join(", ") || label].filter(Boolean).join(": "), disabled: part.disabled, data: { key: part.custom_id }, ...props, on: { click: () =>
    openChoice({ anchor: node, items, chosen, least: part.min_values ?? 1, most: part.max_values ?? 1, onDone, label }) } },
  el("span", { class: "select-words" }, labels.join(", ") || label), icon("chevron"));
  return node;
}

function select(part, message, channel) {
  let node;
  const send = async (values) => {
    const shown = build(values);
    const stood = document.activeElement === node;
    shown.setAttribute("aria-busy", "true");
    node.replaceWith(shown);
    node = shown;
    if (stood) shown.focus();
    await followUnder(deed("choose", { message: message.id, custom_id: part.custom_id, values }), message, channel);
    node.removeAttribute("aria-busy");
  };
  const build = (chosen) => selectBox(part, channel, chosen, send);
  node = build(chosenAtFirst(part));
  return node;
}
