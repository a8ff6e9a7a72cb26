// What the page knows, who acts, and where they are; everything else draws what stands here.

import { ask, listen, post } from "./api.js";
import { debounced } from "./dom.js";
import { setClock } from "./time.js";

export const store = {
  state: null,
  me: null,
  channelId: null,
  connected: false,
  rooms: new Map(), // channel id -> { messages: Map, more, starter, number, late }
  commands: new Map(), // channel id -> commands
  failures: new Map(), // message id -> what went wrong under it
  notices: new Map(), // channel id -> what the page itself has to say at the end
  unread: new Set(),
  dismissed: new Set(JSON.parse(localStorage.getItem("dismissed") ?? "[]")),
};

const LOADING = 1 << 7;
const listeners = new Map();
let source = null;

// Topics: places, messages, room, who, clock, commands, connection, arrived, guide
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function tell(topic, value) {
  for (const listener of listeners.get(topic) ?? []) listener(value);
}

// -- questions

export const guildOf = (channel) => store.state.guilds.find((guild) => guild.id === channel?.guild_id);

export function allChannels() {
  const own = store.state.guilds.flatMap((guild) => guild.channels);
  return store.state.conversation ? [...own, store.state.conversation] : own;
}

export const channelOf = (id) => allChannels().find((channel) => channel.id === id);
export const here = () => channelOf(store.channelId);
export const isThread = (channel) => [10, 11, 12].includes(channel.type);
export const isForum = (channel) => channel.type === 15;

export function personIn(channel, id) {
  const member = guildOf(channel)?.members.find((one) => one.id === id);
  return member ?? store.state.users[id];
}

export function mayWrite(channel) {
  if (isThread(channel) && channel.thread_metadata.locked && !channel.may.manage_threads) return false;
  return isThread(channel) ? channel.may.send_in_threads : channel.may.send;
}

export function nameOfChannel(channel) {
  return channel.type === 1 ? store.state.users[store.state.bot].name : channel.name;
}

// -- deeds

export function deed(name, body, files) {
  return post(`/deeds/${name}`, { as: store.me.id, ...body }, files);
}

export async function become(username) {
  source?.close();
  store.rooms.clear();
  store.commands.clear();
  store.notices.clear();
  store.failures.clear();
  store.unread.clear();
  store.state = await ask("/state", { as: username });
  store.me = store.state.users[store.state.you];
  setClock(store.state.clock);
  readUnread();
  tell("who");
  tell("places");
  const wanted = channelOf(store.channelId) ?? firstChannel();
  await enter(wanted?.id ?? null);
  let first = true;
  source = listen(store.me.id, (event, data) => {
    if (event === "hello") {
      store.connected = true;
      tell("connection");
      if (!first) refreshAll();
      first = false;
    } else if (event === "lost") {
      store.connected = false;
      tell("connection");
      if (source.readyState === EventSource.CLOSED) comeBack();
    } else {
      hear(event, data);
    }
  });
}

// The server knows this person no longer by this id, or is just being started: a new world.
function comeBack() {
  become(store.me.username).catch(() => setTimeout(comeBack, 1000));
}

// Where one arrives: where the host says, else in the channel in which something was said last.
function firstChannel() {
  const told = channelOf(store.state.guide?.channel);
  if (told) return told;
  const channels = store.state.guilds[0]?.channels ?? [];
  const lastWord = (channel) => BigInt(channel.last_message_id ?? 0);
  const texts = channels.filter((channel) => channel.type === 0);
  return texts.reduce((best, one) => (lastWord(one) > lastWord(best) ? one : best), texts[0]) ?? channels[0];
}

export async function enter(channelId, messageId = null) {
  store.channelId = channelId;
  const address = new URL(location.href);
  address.searchParams.set("as", store.me.username);
  if (channelId) address.searchParams.set("in", channelId);
  if (address.href !== location.href) history.pushState(null, "", address);
  if (channelId) markRead(channelId);
  tell("room", messageId);
  if (!channelId) return;
  loadCommands(channelId);
  if (!store.rooms.has(channelId)) await load(channelId);
  else tell("messages", { jump: true });
  if (messageId) await reach(channelId, messageId);
}

// Loads earlier messages until that one is there, and shows it.
async function reach(channelId, messageId) {
  for (let pages = 0; pages < 20; pages += 1) {
    const room = store.rooms.get(channelId);
    if (!room || room.messages.has(messageId) || !room.more) break;
    await load(channelId, earliest(room));
  }
  if (store.channelId === channelId) tell("messages", { jump: messageId });
}

export const earliest = (room) => [...room.messages.keys()].reduce((a, b) => (BigInt(a) < BigInt(b) ? a : b));

export async function load(channelId, before = undefined) {
  const room = store.rooms.get(channelId) ?? { messages: new Map(), more: false, starter: null };
  room.late = [];
  store.rooms.set(channelId, room);
  const page = await ask(`/channels/${channelId}/messages`, { as: store.me.id, before }).catch(() => null);
  if (page === null) {
    store.rooms.delete(channelId);
    return;
  }
  for (const message of page.messages) room.messages.set(message.id, message);
  room.more = page.more;
  room.starter = page.starter;
  const late = room.late.filter((one) => one.number > page.number);
  room.late = null;
  for (const one of late) one.apply(room);
  tell("messages", { jump: before === undefined });
}

export async function loadCommands(channelId) {
  const { commands } = await ask(`/channels/${channelId}/commands`, { as: store.me.id }).catch(() => ({ commands: [] }));
  store.commands.set(channelId, commands);
  tell("commands");
}

const refreshState = debounced(60, async () => {
  const state = await ask("/state", { as: store.me.id }).catch(() => null);
  if (state === null || state.you !== store.me.id) return;
  store.state = state;
  tell("places");
  if (!here() && store.channelId) await enter(firstChannel()?.id ?? null);
  else tell("messages", {});
});

async function refreshAll() {
  store.rooms.clear();
  store.state = await ask("/state", { as: store.me.id }).catch(() => store.state);
  setClock(store.state.clock);
  tell("places");
  tell("clock");
  await enter(here() ? store.channelId : (firstChannel()?.id ?? null));
}

const refreshCommands = debounced(100, () => store.channelId && loadCommands(store.channelId));

export const refreshClock = debounced(80, async () => {
  setClock(await ask("/clock"));
  tell("clock");
});

function hear(event, data) {
  if (event === "message") hearMessage(data);
  else if (event === "message-gone") {
    changeRoom(data.channel, data.number, (room) => room.messages.delete(data.id));
  } else if (event === "places") {
    refreshState();
    refreshCommands();
  } else if (event === "commands") refreshCommands();
  else if (event === "clock") refreshClock();
  else if (event === "guide") tell("guide");
}

function hearMessage({ message, number }) {
  const channelId = message.channel_id;
  const known = store.rooms.get(channelId)?.messages.get(message.id);
  changeRoom(channelId, number, (room) => room.messages.set(message.id, message));
  const channel = channelOf(channelId);
  const others = message.author.id !== store.me.id && channelId !== store.channelId;
  if (!channel) {
    if (others) store.unread.add(channelId);
    refreshState();
  } else if (BigInt(channel.last_message_id ?? 0) < BigInt(message.id)) {
    channel.last_message_id = message.id;
    if (channel.message_count !== undefined) channel.message_count += 1;
    if (others) store.unread.add(channelId);
    if (channelId === store.channelId) markRead(channelId);
    tell("places");
  }
  const thought = known && known.flags & LOADING && !(message.flags & LOADING);
  if (!known || thought) tell("arrived", message);
  if (message.author.id === store.state.bot) refreshClock();
}

function changeRoom(channelId, number, apply) {
  const room = store.rooms.get(channelId);
  if (!room) return;
  if (room.late) room.late.push({ number, apply });
  apply(room);
  if (channelId === store.channelId) tell("messages", {});
}

// -- what this browser remembers

const readKey = () => `read:${store.me.username}`;

function readUnread() {
  const seen = JSON.parse(localStorage.getItem(readKey()) ?? "{}");
  for (const channel of allChannels()) {
    const last = seen[channel.id];
    if (last && channel.last_message_id && BigInt(last) < BigInt(channel.last_message_id)) store.unread.add(channel.id);
  }
}

function markRead(channelId) {
  store.unread.delete(channelId);
  const seen = JSON.parse(localStorage.getItem(readKey()) ?? "{}");
  for (const channel of allChannels()) {
    if (channel.id === channelId || !seen[channel.id]) seen[channel.id] = channel.last_message_id ?? channel.id;
  }
  localStorage.setItem(readKey(), JSON.stringify(seen));
}

export function dismiss(messageId) {
  store.dismissed.add(messageId);
  localStorage.setItem("dismissed", JSON.stringify([...store.dismissed].slice(-500)));
  tell("messages", {});
}

export function notice(channelId, entry) {
  const list = store.notices.get(channelId) ?? [];
  store.notices.set(channelId, [...list, entry]);
  tell("messages", { jump: true });
}

export function takeBack(channelId, entry) {
  const list = store.notices.get(channelId) ?? [];
  store.notices.set(channelId, list.filter((one) => one !== entry));
  tell("messages", {});
}
