// The list of members, and what opens when one presses a name.

import { avatar, colorOf, el, icon, toast } from "./dom.js";
import { deed, enter, guildOf, here, on, store } from "./store.js";
import { heldFocus } from "./focus.js";
import { openMenu } from "./popups.js";
import { follow } from "./deeds.js";

const root = document.getElementById("members");

export function openMember(person, anchor, point) {
  const channel = here();
  const menus = (store.commands.get(store.channelId) ?? []).filter((one) => one.type === 2);
  const isBot = person.id === store.state.bot;
  const talk = async () => {
    const { channel: opened } = await deed("conversation", {});
    store.state.conversation ??= { ...opened, may: { send: true, attach: true } };
    await enter(opened.id);
  };
  const apps = menus.map((command) => ({
    label: command.name,
    icon: "apps",
    run: () => follow(deed("member-menu", { channel: channel.id, member: person.id, command: command.name }), { channel, title: command.name }),
  }));
  openMenu([
    { heading: `${person.name} · ${person.username}` },
    ...(isBot ? [{ label: "Message", icon: "reply", run: talk }] : []),
    { label: "Copy ID", icon: "copy", run: () => navigator.clipboard?.writeText(person.id).then(() => toast("Copied.")) },
    ...(apps.length ? [{ rule: true }, { heading: "Apps" }, ...apps] : []),
  ], anchor, { point, label: person.name });
}

function row(member) {
  const button = el("button", { type: "button", class: "member", style: member.color ? { "--own": colorOf(member.color) } : {}, on: {
    click: () => openMember(member, button),
    contextmenu: (event) => {
      event.preventDefault();
      openMember(member, button, { x: event.clientX, y: event.clientY });
    },
  } }, avatar(member, "small"), el("span", { class: "member-name" }, member.name), member.bot && el("span", { class: "badge" }, "APP"),
  member.owner && member.name !== "owner" && el("small", { title: "Server owner" }, "owner"));
  return button;
}

function draw() {
  const guild = guildOf(here());
  root.hidden = !guild;
  if (!guild) return;
  const people = [...guild.members].sort((a, b) => a.name.localeCompare(b.name));
  const groups = [
    ["Apps", people.filter((one) => one.bot)],
    ["Moderators", people.filter((one) => !one.bot && one.moderator)],
    ["Members", people.filter((one) => !one.bot && !one.moderator)],
  ];
  const back = heldFocus(root);
  root.replaceChildren(...groups.filter(([, list]) => list.length).map(([title, list]) =>
    el("section", {}, el("h2", { class: "side-heading" }, `${title} — ${list.length}`), el("ul", {}, ...list.map((one) => el("li", {}, row(one)))))));
  back();
}

on("places", draw);
on("room", draw);

const isDrawer = () => getComputedStyle(root).position === "fixed";

export function membersButton() {
  const shown = () => String(root.getClientRects().length > 0 && getComputedStyle(root).visibility === "visible");
  const toggle = () => {
    document.body.classList.toggle("show-members");
    button.setAttribute("aria-expanded", shown());
    if (isDrawer() && shown() === "true") root.querySelector("button")?.focus();
  };
  const button = el("button", { type: "button", class: "icon-button members-button", title: "Members", "aria-controls": "members", "aria-expanded": shown(), on: { click: toggle } }, icon("people"));
  return button;
}
