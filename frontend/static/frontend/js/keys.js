// J and K walk the rows of a list (`[data-keys-row]`), Enter opens the row's link as it always does.
// Off while typing, off with a modifier key, and off for good by the switch (`[data-keys-switch]`).

const WISH = "gk-keys";
const isOn = () => localStorage.getItem(WISH) !== "off";
const isTyping = (element) => element.closest("input, textarea, select, [contenteditable=true]") !== null;

const walk = (step) => {
  const links = [...document.querySelectorAll("[data-keys-row] a:first-of-type")];
  const titles = links.filter((link) => link.matches(".gk-list-title"));
  if (titles.length === 0) return;
  const row = document.activeElement.closest("[data-keys-row]");
  const at = titles.findIndex((link) => row?.contains(link));
  const next = at < 0 ? (step > 0 ? 0 : titles.length - 1) : Math.min(Math.max(at + step, 0), titles.length - 1);
  titles[next].focus();
};

// X ticks the row, A all rows of its group or none, D opens what is asked to decide those that are ticked.
const group = () => document.activeElement.closest("[data-keys-group]") ?? document.querySelector("[data-keys-group]");
const ticks = (within) => [...(within?.querySelectorAll("[data-keys-tick]") ?? [])];
const deeds = {
  x: () => ticks(document.activeElement.closest("[data-keys-row]")).forEach((box) => box.click()),
  a: () => {
    const boxes = ticks(group());
    const wish = boxes.some((box) => !box.checked);
    boxes.filter((box) => box.checked !== wish).forEach((box) => box.click());
  },
  d: () => {
    const summary = group()?.querySelector("[data-keys-decide]");
    if (!summary) return;
    summary.parentElement.open = true;
    summary.focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = isTyping(event.target) && !event.target.matches("[data-keys-tick]");
  if (!isOn() || event.ctrlKey || event.altKey || event.metaKey || typing) return;
  const deed = deeds[event.key.toLowerCase()];
  if (deed && document.querySelector("[data-keys-group]")) {
    event.preventDefault();
    deed();
    return;
  }
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (step === undefined) return;
  event.preventDefault();
  walk(step);
});

for (const label of document.querySelectorAll("[data-keys-switch]")) {
  const box = label.querySelector("input");
  box.checked = isOn();
  label.hidden = false;
  box.addEventListener("change", () => localStorage.setItem(WISH, box.checked ? "on" : "off"));
}
