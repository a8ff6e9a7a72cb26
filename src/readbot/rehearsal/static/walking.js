// Walking through the messages by keyboard: one of them can be reached with Tab, the arrows go on.

const ROW = ":scope > .message";

// `openMenu(row)` opens what can be done with a message. The answer is to be asked after drawing.
export function walkable(list, openMenu) {
  let at = null; // the id of the row on which one stands
  const rows = () => [...list.querySelectorAll(ROW)];

  list.addEventListener("focusin", (event) => {
    if (!event.target.matches(".message") || event.target.parentElement !== list) return;
    at = event.target.id;
    refresh();
  });
  list.addEventListener("keydown", (event) => {
    const all = rows();
    const here = all.indexOf(event.target);
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[next]?.focus();
      all[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      openMenu(event.target);
    }
  });

  function refresh() {
    const all = rows();
    const stand = all.find((row) => row.id && row.id === at) ?? all.at(-1);
    for (const row of all) row.tabIndex = row === stand ? 0 : -1;
  }
  return refresh;
}
