// Takes the reader to what went wrong: the summary of a refused form, and a lost connection.

const SUMMARY = "[data-error-summary]:not([data-specimen] *)"; // one on show in the gallery keeps still
const focusSummary = (root) => root.querySelector?.(SUMMARY)?.focus();

const sayConnectionLost = () => {
  const place = document.getElementById("problem");
  const text = document.querySelector("template[data-connection-lost]");
  if (place && text) place.replaceChildren(text.content.cloneNode(true));
};

focusSummary(document);
document.addEventListener("htmx:load", (event) => focusSummary(event.target));
document.addEventListener("htmx:sendError", sayConnectionLost);
document.addEventListener("htmx:timeout", sayConnectionLost);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) sayConnectionLost();
});
document.addEventListener("htmx:beforeRequest", () => document.getElementById("problem")?.replaceChildren());
