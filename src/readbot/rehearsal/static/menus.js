// What opens on a message: reply, react, thread, copy, edit, delete, and the bot's own commands.

import { el, toast } from "./dom.js";
import { follow } from "./deeds.js";
import { closePopup, openMenu, popup } from "./popups.js";
import { channelOf, deed, enter, mayWrite, store, tell } from "./store.js";

const EPHEMERAL = 1 << 6;
const HAS_THREAD = 1 << 5;
const EMOJI = [["👍", "Thumbs up"], ["❤️", "Heart"], ["😄", "Smile"], ["🎉", "Party"], ["🤔", "Thinking"], ["👀", "Eyes"], ["📖", "Book"], ["❓", "Question"]];

const complain = (error) => toast(error.message, "bad");

export function react(message, emoji) {
  return deed("react", { message: message.id, emoji }).catch(complain);
}

function chooseEmoji(message, anchor, point) {
  openMenu(EMOJI.map(([emoji, name]) => ({ label: `${emoji} ${name}`, run: () => react(message, emoji) })), anchor, { point, label: "Add reaction" });
}

function nameThread(message, anchor, point) {
  const title = el("input", { class: "text-box", maxlength: "100", required: true, "aria-label": "Thread name", placeholder: "Thread name", value: message.content.replace(/\s+/g, " ").slice(0, 60) });
  const form = el("form", { class: "thread-name", role: "dialog", "aria-label": "Create thread", on: { submit: async (event) => {
    event.preventDefault();
    try {
      const { channel } = await deed("thread", { message: message.id, title: title.value });
      closePopup(false);
      for (let tries = 0; !channelOf(channel.id) && tries < 40; tries += 1) await new Promise((go) => setTimeout(go, 50));
      enter(channel.id);
    } catch (error) {
      complain(error);
    }
  } } }, title, el("button", { type: "submit", class: "button primary small" }, "Create thread"));
  popup(form, anchor, { point });
  title.select();
}

export function messageMenu(message, channel, name, anchor, point) {
  const mine = message.author.id === store.me.id;
  const ephemeral = Boolean(message.flags & EPHEMERAL);
  const apps = (store.commands.get(channel.id) ?? []).filter((one) => one.type === 3);
  const copy = (text) => () => navigator.clipboard?.writeText(text).then(() => toast("Copied."));
  const remove = async () => {
    await deed("delete", { message: message.id }).catch(complain);
  };
  const entries = [
    mayWrite(channel) && !ephemeral && { label: "Reply", icon: "reply", run: () => tell("answer", message) },
    channel.may.react && !ephemeral && { label: "Add reaction", icon: "plus", run: () => chooseEmoji(message, anchor, point) },
    channel.may.create_threads && !ephemeral && [0, 5].includes(channel.type) && !(message.flags & HAS_THREAD) && { label: "Create thread", icon: "thread", run: () => nameThread(message, anchor, point) },
    message.content && { label: "Copy text", icon: "copy", run: copy(message.content) },
    { label: "Copy message ID", icon: "copy", run: copy(message.id) },
    mine && { label: "Edit message", icon: "edit", run: () => tell("edit", message) },
    !ephemeral && (mine || channel.may.manage_messages) && { label: "Delete message", icon: "bin", danger: true, run: remove },
    !ephemeral && apps.length && { rule: true },
    !ephemeral && apps.length && { heading: "Apps" },
    ...(ephemeral ? [] : apps).map((command) => ({
      label: command.name,
      icon: "apps",
      run: () => follow(deed("message-menu", { message: message.id, command: command.name }), { channel, title: command.name }),
    })),
  ];
  openMenu(entries.filter(Boolean), anchor, { point, label: `The message of ${name}` });
}
