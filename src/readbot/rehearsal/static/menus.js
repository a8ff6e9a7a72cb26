// What opens on a message: reply, copy, edit, delete, and the bot's own message commands.

import { toast } from "./dom.js";
import { follow } from "./deeds.js";
import { openMenu } from "./popups.js";
import { deed, mayWrite, store, tell } from "./store.js";

const EPHEMERAL = 1 << 6;

export function messageMenu(message, channel, anchor, point) {
  const mine = message.author.id === store.me.id;
  const ephemeral = Boolean(message.flags & EPHEMERAL);
  const apps = (store.commands.get(channel.id) ?? []).filter((one) => one.type === 3);
  const copy = (text) => () => navigator.clipboard?.writeText(text).then(() => toast("Copied."));
  const remove = async () => {
    await deed("delete", { message: message.id }).catch((error) => toast(error.message, "bad"));
  };
  const entries = [
    mayWrite(channel) && !ephemeral && { label: "Reply", icon: "reply", run: () => tell("answer", message) },
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
  openMenu(entries.filter(Boolean), anchor, point);
}
