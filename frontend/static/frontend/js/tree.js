// Opens and closes branches of the tree of units, loading what hangs below when it is first asked for.
// `<li data-children="path">` names the fragment with the rows. Without this script each unit's link leads to its page.
// Keys on a unit: right opens, left closes or goes to the unit above, up and down walk.

const links = (tree) => [...tree.querySelectorAll(".gk-node")].filter((link) => link.offsetParent !== null);
const below = (row) => row.querySelector(":scope > ul");
const isOpen = (row) => below(row) !== null && !below(row).hidden;

const show = (row) => {
  const canOpen = row.dataset.children !== undefined || below(row) !== null;
  const link = row.querySelector(":scope > .gk-node");
  const icon = link.querySelector(".ti");
  if (!canOpen || !icon) return;
  link.setAttribute("aria-expanded", String(isOpen(row)));
  icon.classList.toggle("ti-chevron-down", isOpen(row));
  icon.classList.toggle("ti-chevron-right", !isOpen(row));
};

const load = async (row) => {
  row.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(row.dataset.children, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const list = document.createElement("ul");
    list.innerHTML = await answer.text();
    delete row.dataset.children;
    row.append(list);
    list.querySelectorAll("li").forEach(show);
  } finally {
    row.removeAttribute("aria-busy");
  }
};

const toggle = async (row, open) => {
  if (open && row.dataset.children !== undefined) {
    try {
      await load(row);
    } catch {
      location.assign(row.querySelector(":scope > .gk-node").href);
      return;
    }
  }
  const list = below(row);
  if (list) list.hidden = !open;
  show(row);
};

const onKey = (event, tree) => {
  const link = event.target.closest(".gk-node");
  if (!link || event.ctrlKey || event.altKey || event.metaKey) return;
  const row = link.closest("li");
  const all = links(tree);
  const at = all.indexOf(link);
  const steps = {
    ArrowDown: () => all[at + 1]?.focus(),
    ArrowUp: () => all[at - 1]?.focus(),
    ArrowRight: () => (isOpen(row) ? all[at + 1]?.focus() : toggle(row, true)),
    ArrowLeft: () => (isOpen(row) ? toggle(row, false) : row.parentElement.closest("li")?.querySelector(".gk-node").focus()),
  };
  if (!(event.key in steps)) return;
  event.preventDefault();
  steps[event.key]();
};

const bind = (tree) => {
  if (tree.dataset.bound) return;
  tree.dataset.bound = "yes";
  tree.querySelectorAll("li").forEach(show);
  tree.addEventListener("keydown", (event) => onKey(event, tree));
  tree.addEventListener("click", (event) => {
    const icon = event.target.closest(".gk-node > .ti-chevron-down, .gk-node > .ti-chevron-right");
    if (!icon) return;
    event.preventDefault();
    const row = icon.closest("li");
    toggle(row, !isOpen(row));
  });
};

const bindAll = () => document.querySelectorAll(".gk-tree").forEach(bind);
bindAll();
document.addEventListener("htmx:load", bindAll);
