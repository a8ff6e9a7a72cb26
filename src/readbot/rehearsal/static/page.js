// Starts the page: who and where stand in the address, so that two windows can be two people.

import "./places.js";
import "./members.js";
import "./forum.js";
import "./messages.js";
import "./composer.js";
import "./stage.js";
import "./welcome.js";
import { el } from "./dom.js";
import { become, channelOf, enter, store } from "./store.js";

async function begin() {
  const address = new URLSearchParams(location.search);
  store.channelId = address.get("in");
  try {
    await become(address.get("as") ?? "");
  } catch {
    await become("");
  }
}

addEventListener("popstate", () => {
  const address = new URLSearchParams(location.search);
  const wanted = address.get("in");
  if (address.get("as") !== store.me.username) begin();
  else if (wanted !== store.channelId && channelOf(wanted)) enter(wanted);
});

document.addEventListener("click", (event) => {
  if (event.target.closest(".channel")) document.body.classList.remove("show-places");
});

begin().catch((error) => {
  document.querySelector(".talk-body").replaceChildren(el("p", { class: "start" }, `The page could not start: ${error.message}`));
});
