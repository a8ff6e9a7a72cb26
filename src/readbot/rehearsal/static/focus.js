// Where the keyboard is: kept when something is drawn anew, given back when something closes.

export const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled):not([type=hidden]), textarea, summary, [tabindex]:not([tabindex='-1'])";

const sign = (node) => node.dataset.key ?? (node.getAttribute("aria-label") || (node.closest("label") ?? node).textContent || node.title);
const withinReach = (root) => [...root.querySelectorAll(FOCUSABLE)].filter((node) => node.getClientRects().length > 0);

// To be asked before `root` is drawn anew; the answer gives the focus back to the same thing there,
// else to whatever stands in its place.
export function heldFocus(root) {
  const held = document.activeElement;
  if (held === root || !root.contains(held)) return () => {};
  const name = sign(held);
  const at = withinReach(root).indexOf(held);
  return (fresh = root, instead = null) => {
    const open = withinReach(fresh);
    const next = open.find((node) => sign(node) === name) ?? instead ?? open[Math.min(Math.max(at, 0), open.length - 1)];
    if (next) next.focus({ preventScroll: true });
    else toTheBox();
  };
}

// To be asked when something opens; the answer goes back to where one was, or to what came there.
export function wayBack(from = document.activeElement) {
  const message = from?.closest?.(".message")?.id;
  const name = from && from !== document.body ? sign(from) : null;
  return () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    if (from?.isConnected) from.focus();
    if (document.activeElement === from && from !== document.body) return;
    const same = message && document.getElementById(message);
    if (same) (withinReach(same).find((node) => sign(node) === name) ?? same).focus();
    else toTheBox();
  };
}

// Where one writes is where one always can go on.
export function toTheBox() {
  const box = document.getElementById("message-box");
  if (box?.getClientRects().length) box.focus();
  else document.querySelector(".talk-body").focus();
}
