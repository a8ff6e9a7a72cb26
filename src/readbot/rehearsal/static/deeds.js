// What follows a deed: a form opens, or the page says that the bot did not answer.

import { toast } from "./dom.js";
import { openForm } from "./forms.js";
import { notice, store, takeBack, tell } from "./store.js";

// `title` is the command's name: its failure is told at the end of the channel.
export async function follow(asked, { channel, title }) {
  const waiting = { kind: "sending", title };
  const shown = setTimeout(() => notice(channel.id, waiting), 250);
  try {
    const { reply } = await asked;
    if (reply.kind === "failed") notice(channel.id, { kind: "failed", title });
    else if (reply.kind === "form") openForm(reply, channel);
    return null;
  } catch (error) {
    toast(error.message, "bad");
    return error.message;
  } finally {
    clearTimeout(shown);
    takeBack(channel.id, waiting);
  }
}

// A press or a choice: its failure is told under its message.
export async function followUnder(asked, message, channel) {
  store.failures.delete(message.id);
  let failure = null;
  try {
    const { reply } = await asked;
    if (reply.kind === "failed") failure = "This interaction failed";
    else if (reply.kind === "form") openForm(reply, channel);
  } catch (error) {
    failure = error.message;
  }
  if (failure) store.failures.set(message.id, failure);
  tell("messages", {});
}
