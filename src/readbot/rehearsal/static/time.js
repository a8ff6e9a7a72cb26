// The world's time, which is not the browser's, in the viewer's own zone and manner.

let base = Date.now();
let since = performance.now();
export const clock = { owed: [], steps: false, moving: false };

export function setClock(state) {
  base = Date.parse(state.now);
  since = performance.now();
  Object.assign(clock, state);
}

export const worldNow = () => new Date(base + performance.now() - since);

const format = (options) => {
  const made = new Intl.DateTimeFormat(undefined, options);
  return (at) => made.format(at);
};

export const shortTime = format({ hour: "2-digit", minute: "2-digit" });
export const longDate = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const day = format({ day: "numeric", month: "long", year: "numeric" });
const numericDay = format({ year: "numeric", month: "2-digit", day: "2-digit" });
const longTime = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const clockDay = format({ weekday: "short", day: "numeric", month: "short" });
export const fullMoment = format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
const dayAndTime = format({ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
export const zoneName = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const dayKey = (at) => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;

export function messageTime(at) {
  const now = worldNow();
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (dayKey(at) === dayKey(now)) return `Today at ${shortTime(at)}`;
  if (dayKey(at) === dayKey(yesterday)) return `Yesterday at ${shortTime(at)}`;
  return `${numericDay(at)} ${shortTime(at)}`;
}

const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const relativeWords = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export function relative(at) {
  const seconds = Math.round((at - worldNow()) / 1000);
  const [unit, size] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? ["second", 1];
  return relativeWords.format(Math.trunc(seconds / size), unit);
}

const STYLES = { t: shortTime, T: longTime, d: numericDay, D: day, f: dayAndTime, F: fullMoment, s: (at) => `${numericDay(at)} ${shortTime(at)}`, S: (at) => `${numericDay(at)} ${longTime(at)}`, R: relative };

export function timestamp(unixSeconds, style) {
  const at = new Date(unixSeconds * 1000);
  return Number.isNaN(at.getTime()) ? "Invalid date" : (STYLES[style] ?? dayAndTime)(at);
}
