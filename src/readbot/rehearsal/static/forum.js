// A forum: its posts as cards, and a small form to open one.

import { avatar, el, icon } from "./dom.js";
import { heldFocus } from "./focus.js";
import { addressOf } from "./names.js";
import { channelOf, deed, enter, guildOf, here, isForum, on, personIn, store } from "./store.js";
import { relative } from "./time.js";

const body = document.querySelector(".talk-body");
let drafting = false;

function timeOf(id) {
  return new Date(Number(BigInt(id) >> 22n) + Date.UTC(2015, 0, 1));
}

function draw() {
  const forum = here();
  if (!forum || !isForum(forum)) {
    drafting = false;
    return;
  }
  if (drafting && body.querySelector(".new-post")) return;
  const posts = guildOf(forum).channels.filter((one) => one.parent_id === forum.id)
    .sort((a, b) => Number(BigInt(b.last_message_id ?? b.id) - BigInt(a.last_message_id ?? a.id)));
  const back = heldFocus(body);
  body.replaceChildren(el("div", { class: "forum" },
    forum.may.send && (drafting ? newPost(forum) : el("button", { type: "button", class: "button primary", on: { click: () => {
      drafting = true;
      draw();
      body.querySelector("input")?.focus();
    } } }, icon("plus"), "New post")),
    posts.length ? el("ul", { class: "posts" }, ...posts.map((post) => el("li", {}, card(post, forum)))) : el("p", { class: "forum-empty" }, "There are no posts here yet.")));
  back();
}

function card(post, forum) {
  const owner = personIn(forum, post.owner_id);
  const tags = forum.available_tags.filter((tag) => post.applied_tags.includes(tag.id));
  const archived = post.thread_metadata.archived;
  return el("a", { class: `post ${store.unread.has(post.id) ? "unread" : ""}`, href: addressOf(post.id), on: { click: (event) => {
    event.preventDefault();
    enter(post.id);
  } } },
  el("span", { class: "post-tags" }, ...tags.map((tag) => el("span", { class: "tag" }, tag.name)), archived && el("span", { class: "tag" }, "archived")),
  el("b", {}, post.name),
  el("small", {}, owner && avatar(owner, "tiny"), owner?.name ?? "someone", ` · ${post.message_count === 1 ? "1 message" : `${post.message_count} messages`} · ${relative(timeOf(post.last_message_id ?? post.id))}`));
}

function newPost(forum) {
  const title = el("input", { class: "text-box", maxlength: "100", placeholder: "Title", "aria-label": "Title", required: true });
  const text = el("textarea", { class: "text-box", rows: "4", maxlength: "2000", placeholder: "Your message", "aria-label": "Your message", required: true });
  const tags = forum.available_tags.map((tag) => ({ tag, box: el("input", { type: "checkbox" }) }));
  const problem = el("p", { class: "form-error", role: "alert" });
  const key = `post:${store.me.username}:${forum.id}`;
  [title.value, text.value] = JSON.parse(sessionStorage.getItem(key) ?? '["", ""]');
  const keep = () => sessionStorage.setItem(key, JSON.stringify([title.value, text.value]));
  const close = () => {
    drafting = false;
    draw();
    body.querySelector("button")?.focus();
  };
  return el("form", { class: "new-post", "aria-label": "New post", on: { input: keep, keydown: (event) => event.key === "Escape" && close(), submit: async (event) => {
    event.preventDefault();
    try {
      const chosen = tags.filter(({ box }) => box.checked).map(({ tag }) => tag.id);
      const { channel } = await deed("post", { channel: forum.id, title: title.value, text: text.value, tags: chosen });
      drafting = false;
      sessionStorage.removeItem(key);
      for (let tries = 0; !channelOf(channel.id) && tries < 40; tries += 1) await new Promise((go) => setTimeout(go, 50));
      enter(channel.id);
    } catch (error) {
      problem.textContent = error.message;
    }
  } } }, title, text, tags.length && el("div", { class: "new-post-tags" }, ...tags.map(({ tag, box }) => el("label", { class: "box" }, box, tag.name))), problem,
  el("div", { class: "form-foot" }, el("button", { type: "button", class: "button plain", on: { click: close } }, "Cancel"), el("button", { type: "submit", class: "button primary" }, "Post")));
}

on("room", draw);
on("places", draw);
