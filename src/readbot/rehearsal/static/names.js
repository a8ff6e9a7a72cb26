// Names of people, roles and channels as the viewer sees them, and lists of them to choose from.

import { avatar, colorOf, el, icon } from "./dom.js";
import { channelOf, enter, guildOf, here, isForum, isThread, nameOfChannel, personIn, store } from "./store.js";
import { openMember } from "./members.js";

const JUMP = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?\/?$/;

export function addressOf(channelId) {
  return `?${new URLSearchParams({ as: store.me.username, in: channelId })}`;
}

const going = (channelId, messageId) => (event) => {
  event.preventDefault();
  enter(channelId, messageId);
};

export function jumpOf(url) {
  const match = JUMP.exec(url);
  if (!match) return null;
  const channel = channelOf(match[1]);
  const label = channel ? `${isThread(channel) ? "" : "#"}${nameOfChannel(channel)}${match[2] ? " › message" : ""}` : "#no-access";
  return { label, href: addressOf(match[1]), go: channel ? going(match[1], match[2] ?? null) : (event) => event.preventDefault() };
}

export const names = {
  user(id) {
    const person = personIn(here(), id);
    if (!person) return { label: "unknown-user" };
    return { label: person.name, go: (event) => openMember(person, event.currentTarget) };
  },
  role(id) {
    const role = guildOf(here())?.roles.find((one) => one.id === id);
    return role ? { label: role.name, color: role.color ? colorOf(role.color) : null } : { label: "deleted-role" };
  },
  channel(id) {
    const channel = channelOf(id);
    return channel ? { label: nameOfChannel(channel), go: going(id) } : { label: "no-access" };
  },
  jump: jumpOf,
};

export function channelIcon(channel) {
  if (isForum(channel)) return icon("forum");
  if (isThread(channel)) return icon("thread");
  return icon(channel.type === 1 ? "at" : "hash");
}

// Everyone, every role or every channel of this server, as items to choose from.
export function peopleItems(guild) {
  const people = guild ? guild.members : [store.me, store.state.users[store.state.bot]];
  return people.map((one) => ({ value: one.id, label: one.name, description: one.username, mark: () => avatar(one, "tiny") }));
}

export function roleItems(guild) {
  return (guild?.roles ?? []).map((role) => ({
    value: role.id,
    label: role.everyone ? "@everyone" : role.name,
    mark: () => el("span", { class: "role-dot", style: { "--own": role.color ? colorOf(role.color) : "var(--muted)" } }),
  }));
}

export function channelItems(guild, kinds) {
  const shown = (guild?.channels ?? []).filter((one) => !kinds?.length || kinds.includes(one.type));
  return shown.map((one) => ({ value: one.id, label: one.name, description: parentName(one), mark: () => channelIcon(one) }));
}

function parentName(channel) {
  return isThread(channel) ? `in #${channelOf(channel.parent_id)?.name ?? "…"}` : undefined;
}
