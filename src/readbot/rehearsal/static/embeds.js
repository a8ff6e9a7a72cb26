// Embeds, as bots send them.

import { colorOf, el, outsideLink } from "./dom.js";
import { picture } from "./files.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { messageTime } from "./time.js";

export function embed(one, attachments, names) {
  const media = (part) => {
    if (!part?.url) return null;
    const name = part.url.startsWith("attachment://") ? part.url.slice("attachment://".length) : null;
    const file = name && attachments.find((file) => file.filename === name);
    return picture(file ? file.url : part.url, { alt: part.description ?? "" });
  };
  const title = one.title && el("div", { class: "embed-title" }, inlineMarkdown(one.title, names));
  const linked = title && one.url ? outsideLink(one.url, {}, title) : title;
  const foot = [one.footer?.text, one.timestamp && messageTime(new Date(one.timestamp))].filter(Boolean).join(" • ");
  const thumbnail = media(one.thumbnail);
  return el("div", { class: "embed", style: one.color !== undefined ? { "--own": colorOf(one.color) } : {} },
    el("div", { class: "embed-main" },
      one.author?.name && el("div", { class: "embed-author" }, one.author.name),
      linked,
      one.description && el("div", { class: "embed-text" }, markdown(one.description, names)),
      one.fields?.length && el("dl", { class: "embed-fields" }, ...one.fields.map((field) => el("div", { class: field.inline ? "inline" : "" },
        el("dt", {}, inlineMarkdown(field.name, names)), el("dd", {}, markdown(field.value, names))))),
      media(one.image), foot && el("small", { class: "embed-foot" }, foot)),
    thumbnail && el("div", { class: "embed-thumbnail" }, thumbnail));
}
