// Things that open over the page: a menu of deeds, a list to choose from, a panel under a button.

import { debounced, el, icon, say } from "./dom.js";
import { FOCUSABLE, wayBack } from "./focus.js";

let open = null;

export function closePopup(giveFocusBack = true) {
  if (!open) return;
  const { node, anchor, onClose, back } = open;
  open = null;
  const hadFocus = node.contains(document.activeElement);
  node.remove();
  if (anchor?.hasAttribute("aria-haspopup")) anchor.setAttribute("aria-expanded", "false");
  onClose?.();
  if (giveFocusBack && hadFocus) back();
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.node.contains(event.target) && !open.anchor?.contains?.(event.target)) closePopup(false);
}, true);
document.addEventListener("keydown", (event) => {
  if (!open || (event.key !== "Escape" && !leaves(event))) return;
  event.preventDefault();
  event.stopPropagation();
  closePopup();
}, true);

// Tab goes through what stands in a list or a panel, and closes it at either end; a menu at once.
function leaves(event) {
  if (event.key !== "Tab" || !open.node.contains(document.activeElement)) return false;
  if (open.node.getAttribute("role") === "menu") return true;
  const inside = [...open.node.querySelectorAll(FOCUSABLE)];
  return document.activeElement === inside.at(event.shiftKey ? 0 : -1);
}
// A phone's keyboard makes the window smaller; whoever types in a list goes on typing.
window.addEventListener("resize", () => {
  if (open?.node.contains(document.activeElement)) place(open.node, open.anchor, open.point);
  else closePopup(false);
});

export const isOpenAt = (anchor) => open?.anchor === anchor;

function place(node, anchor, point) {
  const box = anchor?.getBoundingClientRect?.();
  const { innerWidth: width, innerHeight: height } = window;
  const size = node.getBoundingClientRect();
  if (width < 600 && !node.classList.contains("popup-list")) {
    node.classList.add("popup-sheet");
    return;
  }
  let left = point ? point.x : box.left;
  let top = point ? point.y : box.bottom + 6;
  if (left + size.width > width - 8) left = point ? width - size.width - 8 : Math.max(8, box.right - size.width);
  if (top + size.height > height - 8) top = point ? Math.max(8, height - size.height - 8) : Math.max(8, box.top - size.height - 6);
  node.style.setProperty("left", `${Math.max(8, left)}px`);
  node.style.setProperty("top", `${top}px`);
}

export function popup(node, anchor, { point, onClose } = {}) {
  closePopup(false);
  node.classList.add("popup");
  const back = wayBack(anchor);
  (anchor?.closest?.("dialog") ?? document.body).append(node);
  if (anchor?.hasAttribute("aria-haspopup")) anchor.setAttribute("aria-expanded", "true");
  open = { node, anchor, point, onClose, back };
  place(node, anchor, point);
  return node;
}

// entries: { label, icon?, run, danger?, note? } or { heading } or { rule: true }
export function openMenu(entries, anchor, { label, point } = {}) {
  const menu = el("div", { role: "menu", class: "menu", "aria-label": label });
  for (const entry of entries) {
    if (entry.rule) menu.append(el("hr", { role: "separator" }));
    else if (entry.heading) menu.append(el("div", { class: "menu-heading", role: "presentation" }, entry.heading));
    else {
      const run = () => {
        closePopup();
        entry.run();
      };
      menu.append(el("button", { type: "button", role: "menuitem", class: `menu-item ${entry.danger ? "danger" : ""}`, on: { click: run } },
        entry.icon ? icon(entry.icon) : el("span", { class: "icon" }), el("span", {}, entry.label), entry.note && el("small", {}, entry.note)));
    }
  }
  menu.addEventListener("keydown", (event) => moveFocus(event, [...menu.querySelectorAll("[role=menuitem]")]));
  popup(menu, anchor, { point });
  menu.querySelector("[role=menuitem]")?.focus();
}

export function moveFocus(event, items) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step && !["Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  const next = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : (at + step + items.length) % items.length;
  items[next]?.focus();
}

// A select menu. items: { value, label, description?, mark? (node maker) }.
// One value is chosen at once; of several, the choice is made when the list closes.
export function openChoice({ anchor, items, chosen, least, most, onDone, label }) {
  const several = most > 1;
  const picked = new Set(chosen);
  const before = [...picked].join("\n");
  const search = el("input", { type: "search", class: "choice-search", placeholder: "Search", "aria-label": `Search in ${label}` });
  const list = el("div", { role: "listbox", class: "choice-items", "aria-label": label, "aria-multiselectable": several ? "true" : undefined });
  const finish = () => {
    if (several && [...picked].join("\n") !== before && picked.size >= least) onDone([...picked]);
  };
  const draw = () => {
    const words = search.value.trim().toLowerCase();
    const shown = items.filter((item) => item.label.toLowerCase().includes(words));
    list.replaceChildren(...shown.map((item) => choiceItem(item)));
    if (!shown.length) list.append(el("div", { class: "choice-none" }, "Nothing found"));
  };
  const choiceItem = (item) => {
    const on = picked.has(item.value);
    const full = several && !on && picked.size >= most;
    const choose = () => {
      if (!several) {
        closePopup();
        onDone(on && least === 0 ? [] : [item.value]);
        return;
      }
      if (full) return;
      if (on) picked.delete(item.value);
      else picked.add(item.value);
      const at = [...list.children].indexOf(document.activeElement);
      draw();
      list.children[at]?.focus();
    };
    return el("button", { type: "button", role: "option", class: "choice-item", "aria-selected": String(on), "aria-disabled": full ? "true" : undefined, on: { click: choose } },
      item.mark?.(), el("span", { class: "choice-words" }, el("span", {}, item.label), item.description && el("small", {}, item.description)),
      several ? el("span", { class: `tick ${on ? "on" : ""}` }, on && icon("check")) : on && icon("check"));
  };
  draw();
  const node = el("div", { class: "choice popup-list" }, items.length > 8 && search, list,
    several && el("div", { class: "choice-foot" }, el("small", {}, least === most ? `Choose ${most}` : `Choose ${least} to ${most}`),
      el("button", { type: "button", class: "button primary small", on: { click: () => closePopup() } }, "Done")));
  search.addEventListener("input", draw);
  node.addEventListener("keydown", (event) => moveFocus(event, [...list.querySelectorAll("[role=option]")]));
  node.style.setProperty("min-width", `${Math.max(220, anchor.getBoundingClientRect().width)}px`);
  popup(node, anchor, { onClose: finish });
  (items.length > 8 ? search : (list.querySelector("[aria-selected=true]") ?? list.firstElementChild))?.focus();
}

// The list over the message box: commands, choices, members; the focus stays in the box.
export class Suggestions {
  constructor(id) {
    this.items = [];
    this.active = 0;
    this.onChoose = () => {};
    this.list = el("div", { role: "listbox", id, class: "suggest-items", "aria-label": "Suggestions" });
    this.head = el("div", { class: "suggest-head" });
    this.node = el("div", { class: "suggest", hidden: true }, this.head, this.list);
    this.node.addEventListener("pointerdown", (event) => event.preventDefault());
    this.tellCount = debounced(500, (words) => this.node.hidden || say(words));
  }

  get open() {
    return !this.node.hidden && this.items.length > 0;
  }

  // items: { label, description?, side?, mark?, value }; a passive list begins with none active.
  show(heading, items, onChoose, { empty = "", input, passive = false } = {}) {
    this.items = items;
    this.onChoose = onChoose;
    this.active = passive ? -1 : 0;
    this.input?.removeAttribute("aria-activedescendant");
    this.input = input;
    this.head.textContent = heading;
    this.head.hidden = !heading;
    this.draw(empty);
    this.node.hidden = items.length === 0 && !empty;
    this.tellCount(items.length ? (items.length === 1 ? "1 suggestion" : `${items.length} suggestions`) : empty);
    // A field of several lines may not say it: only one of a single line can be a combobox.
    if (input?.getAttribute("role") === "combobox") input.setAttribute("aria-expanded", String(!this.node.hidden));
    this.mark();
  }

  hide() {
    this.node.hidden = true;
    this.items = [];
    if (this.input?.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", "false");
    this.input?.removeAttribute("aria-activedescendant");
  }

  draw(empty) {
    const nodes = [];
    this.items.forEach((item, at) => {
      nodes.push(el("div", { role: "option", id: `${this.list.id}-${at}`, class: "suggest-item", on: { click: () => this.onChoose(item), pointermove: () => this.go(at) } },
        item.mark?.(), el("span", { class: "suggest-words" }, el("span", { class: "suggest-label" }, item.label), item.description && el("small", {}, item.description)),
        item.side && el("small", { class: "suggest-side" }, item.side)));
    });
    if (!nodes.length && empty) nodes.push(el("div", { class: "suggest-none", role: "presentation" }, empty));
    this.list.replaceChildren(...nodes);
    this.list.scrollTop = 0;
  }

  go(at) {
    if (at === this.active) return;
    this.active = at < 0 ? this.items.length - 1 : at % this.items.length;
    this.mark();
  }

  mark() {
    for (const node of this.list.querySelectorAll("[role=option]")) {
      const on = node.id === `${this.list.id}-${this.active}`;
      node.setAttribute("aria-selected", String(on));
      if (on && this.open) {
        node.scrollIntoView({ block: "nearest" });
        this.input?.setAttribute("aria-activedescendant", node.id);
      }
    }
  }

  // Answers whether the key was for the list.
  key(event) {
    if (!this.open) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.go(this.active + (event.key === "ArrowDown" ? 1 : -1));
    else if (this.active < 0 && ["Enter", "Tab"].includes(event.key)) return false;
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.onChoose(this.items[this.active]);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
