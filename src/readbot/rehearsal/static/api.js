// Talks to the server: questions, deeds and the live stream. The routes are listed in page.py.

export class Refused extends Error {}

async function answerOf(response) {
  const body = await response.json().catch(() => ({ error: "The server's answer cannot be read." }));
  if (!response.ok) throw new Refused(body.error ?? `The server answered ${response.status}.`);
  return body;
}

async function reached(path, options) {
  try {
    return await fetch(`/page/api${path}`, options);
  } catch {
    throw new Refused("The rehearsal server does not answer.");
  }
}

export async function ask(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return answerOf(await reached(`${path}?${new URLSearchParams(given)}`));
}

export async function post(path, body, files = new Map()) {
  if (files.size === 0) {
    const headers = { "Content-Type": "application/json" };
    return answerOf(await reached(path, { method: "POST", headers, body: JSON.stringify(body) }));
  }
  const form = new FormData();
  form.append("json", JSON.stringify(body));
  for (const [name, file] of files) form.append(name, file, file.name);
  return answerOf(await reached(path, { method: "POST", body: form }));
}

export function listen(as, heard) {
  const source = new EventSource(`/page/api/events?${new URLSearchParams({ as })}`);
  for (const name of ["hello", "message", "message-gone", "places", "commands", "clock", "interaction", "guide"]) {
    source.addEventListener(name, (event) => heard(name, JSON.parse(event.data)));
  }
  source.addEventListener("error", () => heard("lost", {}));
  return source;
}
