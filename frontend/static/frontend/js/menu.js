// Closes an open menu (`<details data-menu>`) on Escape and on a click elsewhere. Without it the menu still opens and closes.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Brings the current room into view where the rooms of the workspace or the portal stand in one scrolling line.

for (const here of document.querySelectorAll("nav li > [aria-current]")) {
  const line = here.closest("ul").scrollWidth > here.closest("ul").clientWidth ? here.closest("ul") : here.closest("nav");
  line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
}
