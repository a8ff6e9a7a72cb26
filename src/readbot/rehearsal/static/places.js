// The left side: servers, channels with their threads, and the conversation with the bot.

import { avatar, el, icon, iconButton } from "./dom.js";
import { heldFocus } from "./focus.js";
import { membersButton } from "./members.js";
import { addressOf, channelIcon } from "./names.js";
import { channelOf, deed, enter, guildOf, here, isThread, nameOfChannel, on, store } from "./store.js";

const nav = document.getElementById("places");
const head = document.querySelector(".talk-head");

export function closeDrawers() {
  const inPlaces = nav.contains(document.activeElement);
  const inMembers = document.getElementById("members").contains(document.activeElement);
  // On a wide window the same class hides the members, and stays.
  if (matchMedia("(min-width: 1000px)").matches) return;
  document.body.classList.remove("show-places", "show-members");
  for (const one of head.querySelectorAll("[aria-expanded]")) one.setAttribute("aria-expanded", "false");
  if (inPlaces) head.querySelector(".drawer-button")?.focus();
  if (inMembers) head.querySelector(".members-button")?.focus();
}

function openDrawer() {
  document.body.classList.add("show-places");
  head.querySelector(".drawer-button")?.setAttribute("aria-expanded", "true");
  nav.querySelector("[aria-current]")?.focus();
}

document.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawers());

function link(channel, depth) {
  const current = channel.id === store.channelId;
  const unread = store.unread.has(channel.id);
  const name = nameOfChannel(channel);
  return el("a", { class: `channel depth-${depth} ${unread ? "unread" : ""}`, href: addressOf(channel.id), "aria-current": current ? "page" : undefined, on: { click: (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    closeDrawers();
    enter(channel.id);
  } } }, depth === 0 && channelIcon(channel), el("span", { class: "channel-name" }, name), unread && el("span", { class: "unseen" }, "unread"));
}

function channelList(guild) {
  const shownThread = (one) => isThread(one) && (!one.thread_metadata.archived || one.id === store.channelId);
  const byPosition = (a, b) => a.position - b.position;
  const tops = guild.channels.filter((one) => !isThread(one) && one.type !== 4);
  const categories = guild.channels.filter((one) => one.type === 4).sort(byPosition);
  const group = (parentId) => tops.filter((one) => (one.parent_id ?? null) === parentId).sort(byPosition).map((channel) => {
    const threads = guild.channels.filter((one) => one.parent_id === channel.id && shownThread(one));
    return el("li", {}, link(channel, 0), threads.length > 0 && el("ul", { class: "threads", "aria-label": `Threads in ${channel.name}` }, ...threads.map((one) => el("li", {}, link(one, 1)))));
  });
  return [
    el("ul", {}, ...group(null)),
    ...categories.map((one) => el("section", {}, el("h3", { class: "side-heading" }, one.name), el("ul", {}, ...group(one.id)))),
  ];
}

function draw() {
  const channel = here();
  const guild = guildOf(channel) ?? store.state.guilds[0];
  const bot = store.state.users[store.state.bot];
  const back = heldFocus(nav);
  const openConversation = async () => {
    const { channel: opened } = await deed("conversation", {});
    store.state.conversation ??= { ...opened, may: { send: true, attach: true } };
    closeDrawers();
    await enter(opened.id);
  };
  const inConversation = channel?.type === 1;
  nav.replaceChildren(
    store.state.guilds.length > 1 && el("ul", { class: "servers", "aria-label": "Servers" }, ...store.state.guilds.map((one) => el("li", {}, el("button", { type: "button", class: "server", title: one.name, "aria-label": one.name, "aria-current": one === guild && !inConversation ? "true" : undefined, on: { click: () => enter(one.channels.find((c) => c.type === 0)?.id ?? null) } }, [...one.name][0])))) || "",
    el("div", { class: "channels" },
      guild && el("h2", { class: "server-name" }, guild.name),
      guild && !guild.has_bot && el("p", { class: "side-note" }, `${bot.name} is not a member of this server.`),
      ...(guild ? channelList(guild) : []),
      el("h3", { class: "side-heading" }, "Direct messages"),
      el("button", { type: "button", class: "channel conversation", "aria-current": inConversation ? "page" : undefined, on: { click: openConversation } }, avatar(bot, "tiny"), el("span", { class: "channel-name" }, bot.name), el("span", { class: "badge" }, "APP"),
        store.state.conversation && store.unread.has(store.state.conversation.id) && el("span", { class: "unread-dot" }, el("span", { class: "unseen" }, "unread")))));
  back();
  const backInHead = heldFocus(head);
  drawHead(channel);
  backInHead();
}

function drawHead(channel) {
  if (!channel) {
    head.replaceChildren(el("h2", {}, "No channel"));
    return;
  }
  const parent = isThread(channel) ? channelOf(channel.parent_id) : null;
  const open = iconButton("menu", "Servers and channels", openDrawer, { class: "icon-button drawer-button", "aria-controls": "places", "aria-expanded": String(document.body.classList.contains("show-places")) });
  head.replaceChildren(open,
    ...(parent ? [el("button", { type: "button", class: "crumb", on: { click: () => enter(parent.id) } }, channelIcon(parent), parent.name), icon("right")] : [channelIcon(channel)]),
    el("h2", {}, nameOfChannel(channel)),
    isThread(channel) && channel.thread_metadata.archived ? el("span", { class: "tag" }, channel.thread_metadata.locked ? "locked" : "archived") : "",
    channel.topic ? el("p", { class: "topic", title: channel.topic }, channel.topic) : el("span", { class: "topic" }),
    guildOf(channel) ? membersButton() : "");
  document.title = `${channel.type === 1 ? "@" : isThread(channel) ? "" : "#"}${nameOfChannel(channel)} · Rehearsal`;
}

on("places", draw);
on("room", draw);
document.querySelector(".veil").addEventListener("click", closeDrawers);
