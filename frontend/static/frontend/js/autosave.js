// Saves a draft while it is written: `<form data-autosave="path">` with `[data-autosave-status]` inside, whose
// `data-saved` ("{time} 已自动保存"), `data-failed` and `data-stale` hold the words.
// The server gets the whole form with the header `X-Autosave: 1` and answers 200 with JSON `{"revision": n}`,
// or 409 when somebody else changed the draft: then saving stops, and the person decides.

const PAUSE = 2000;

const bind = (form) => {
  if (form.dataset.bound) return;
  form.dataset.bound = "yes";
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let stopped = false;
  let saving = false;
  let changed = false;

  const say = (text) => {
    if (status) status.textContent = text;
  };
  const later = () => {
    changed = true;
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };
  const note = async (answer) => {
    const { revision } = await answer.json();
    if (form.elements.revision && revision !== undefined) form.elements.revision.value = revision;
    const time = new Date().toTimeString().slice(0, 5);
    say(status?.dataset.saved.replace("{time}", time) ?? "");
    form.dispatchEvent(new CustomEvent("autosaved", { bubbles: true })); // what depends on the text is read anew
  };
  const words = () => {
    const content = new FormData(form);
    for (const [name, value] of [...content]) if (value instanceof File) content.delete(name); // files go by their button
    return content;
  };
  const save = async () => {
    if (saving) return later();
    saving = true;
    changed = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: words(),
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
      });
      if (answer.status === 409) {
        stopped = true;
        say(status?.dataset.stale ?? "");
      } else if (answer.ok) {
        await note(answer);
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      changed = true;
      say(status?.dataset.failed ?? "");
    } finally {
      saving = false;
    }
  };

  form.addEventListener("input", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
};

const bindAll = () => document.querySelectorAll("form[data-autosave]").forEach(bind);
bindAll();
document.addEventListener("htmx:load", bindAll);
