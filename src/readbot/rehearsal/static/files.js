// Files under messages: pictures and text are shown, everything can be downloaded.

import { el, icon, outsideLink } from "./dom.js";

const MOST_PREVIEW = 400_000;
const LINES = 8;
const previews = new Map();

export const pathOf = (url) => {
  const address = new URL(url, location.href);
  return address.pathname.startsWith("/attachments/") ? address.pathname : null;
};

export function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

// A picture of our own server; pictures from elsewhere are named, not fetched.
export function picture(url, { alt = "", width, height, className = "" } = {}) {
  const path = pathOf(url);
  if (!path) {
    return outsideLink(url, { class: `far-picture ${className}` }, icon("link"), el("span", {}, alt || "Picture on another site"));
  }
  const image = el("img", { src: path, alt, width, height, loading: "lazy", class: className });
  return el("a", { href: path, target: "_blank", rel: "noopener", class: "picture", "aria-label": alt ? `Open picture: ${alt}` : "Open picture" }, image);
}

const isText = (type, name) => /^(text\/|application\/(json|ld\+json|xml|x-ndjson))/.test(type ?? "") || /\.(md|txt|csv|json|jsonld|ics|log|toml|ya?ml)$/i.test(name);

export function attachment(file) {
  const type = file.content_type ?? "";
  if (type.startsWith("image/")) {
    return picture(file.url, { alt: file.description ?? file.filename, width: file.width, height: file.height, className: "attached" });
  }
  return fileCard({ name: file.filename, size: file.size, url: file.url, type });
}

export function fileCard({ name, size, url, type }) {
  const path = pathOf(url) ?? url;
  const card = el("div", { class: "file" },
    el("div", { class: "file-head" }, icon("file"),
      el("span", { class: "file-words" }, el("a", { href: path, target: "_blank", rel: "noopener", class: "file-name" }, name), el("small", {}, sizeWords(size ?? 0))),
      el("a", { href: path, download: name, class: "icon-button", title: `Download ${name}` }, icon("download"))));
  if (isText(type, name) && (size ?? 0) <= MOST_PREVIEW) addPreview(card, path, name);
  return card;
}

async function addPreview(card, path, name) {
  if (!previews.has(path)) previews.set(path, fetch(path).then((response) => (response.ok ? response.text() : "")));
  const text = await previews.get(path);
  if (!text.trim()) return;
  const lines = text.replace(/\n$/, "").split("\n");
  const pre = el("pre", { class: "file-preview", tabindex: "0", "aria-label": `Preview of ${name}` });
  const long = lines.length > LINES || text.length > 1200;
  const short = () => {
    pre.textContent = lines.slice(0, LINES).join("\n").slice(0, 1200) + (long ? "\n…" : "");
  };
  short();
  card.append(pre);
  if (!long) return;
  const more = el("button", { type: "button", class: "file-more", "aria-expanded": "false", on: { click: () => {
    const opened = more.getAttribute("aria-expanded") === "true";
    more.setAttribute("aria-expanded", String(!opened));
    more.textContent = opened ? `Show all ${lines.length} lines` : "Show less";
    if (opened) short();
    else pre.textContent = text;
  } } }, `Show all ${lines.length} lines`);
  card.append(more);
}
