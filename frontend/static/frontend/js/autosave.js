// Saves a draft while it is written: `<form data-autosave="path">` with `[data-autosave-status]` inside, whose
// `data-saved` ("{time} 已自动保存"), `data-failed` and `data-stale` hold the words.
// The server gets the whole form with the header `X-Autosave: 1` and answers 200 with JSON `{"revision": n}`,
// or 409 when somebody else changed the draft: then saving stops, and the person decides.
// What could not be sent is kept in the browser until it can; `[data-autosave-copy]` offers it after a return, with
// `[data-restore]` and `[data-forget]` inside. What was saved or refused by the person is removed from there at once.

const PAUSE = 2000;
const AGAIN = 15000;
const KEPT_DAYS = 7;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "then"]);

const copies = {
  key: (form) => `gongkai-draft:${form.dataset.autosave}`,
  read(form) {
    try {
      const found = JSON.parse(localStorage.getItem(copies.key(form)));
      return found && Date.now() - found.at < KEPT_DAYS * 86400000 ? found : null;
    } catch {
      return null;
    }
  },
  keep(form, fields) {
    try {
      localStorage.setItem(copies.key(form), JSON.stringify({ at: Date.now(), fields }));
    } catch {
      // full or switched off: the page itself still holds the text
    }
  },
  forget(form) {
    try {
      localStorage.removeItem(copies.key(form));
    } catch {
      // switched off
    }
  },
};

const fieldsOf = (content) => [...content].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
const textOf = (fields) => JSON.stringify(fields.filter(([name]) => name !== "revision"));

const fill = (form, fields) => {
  const values = new Map(fields);
  for (const element of form.elements) {
    if (!values.has(element.name) || element.type === "file") continue;
    if (element.type === "radio" || element.type === "checkbox") {
      element.checked = fields.some(([name, value]) => name === element.name && value === element.value);
      continue;
    }
    element.value = values.get(element.name);
    element.dispatchEvent(new Event("restored"));
  }
};

const offer = (form, later) => {
  const copy = copies.read(form);
  const box = document.querySelector("[data-autosave-copy]");
  if (!copy || !box || textOf(copy.fields) === textOf(fieldsOf(new FormData(form)))) return copies.forget(form);
  const when = box.querySelector("[data-time]");
  if (when) when.textContent = new Date(copy.at).toTimeString().slice(0, 5);
  box.hidden = false;
  box.querySelector("[data-restore]").addEventListener("click", () => {
    fill(form, copy.fields); // with the revision of then: what somebody else saved since is put beside it
    box.hidden = true;
    later();
  });
  box.querySelector("[data-forget]").addEventListener("click", () => {
    copies.forget(form);
    box.hidden = true;
  });
  return undefined;
};

const bind = (form) => {
  if (form.dataset.bound) return;
  form.dataset.bound = "yes";
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let stopped = false;
  let saving = null; // what is on its way, until it is answered
  let changed = false;
  let leaving = false;

  const say = (text) => {
    if (status) status.textContent = text;
  };
  const later = (pause = PAUSE) => {
    changed = true;
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };
  const note = async (answer) => {
    const { revision, message } = await answer.json();
    if (form.elements.revision && revision !== undefined) form.elements.revision.value = revision;
    const time = new Date().toTimeString().slice(0, 5);
    say([status?.dataset.saved.replace("{time}", time), message].filter(Boolean).join("　"));
    copies.forget(form);
    form.dispatchEvent(new CustomEvent("autosaved", { bubbles: true })); // what depends on the text is read anew
  };
  const words = () => {
    const content = new FormData(form);
    for (const [name, value] of [...content]) if (value instanceof File) content.delete(name); // files go by their button
    return content;
  };
  const save = () => {
    if (saving) return later();
    saving = send();
    return undefined;
  };
  const send = async () => {
    changed = false;
    const content = words();
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: content,
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
      });
      if (answer.status === 409) {
        stopped = true;
        copies.keep(form, fieldsOf(content));
        say(status?.dataset.stale ?? "");
      } else if (answer.ok && !answer.redirected) {
        await note(answer);
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      copies.keep(form, fieldsOf(content));
      say(status?.dataset.failed ?? "");
      later(AGAIN);
    } finally {
      saving = null;
    }
  };

  offer(form, later);
  form.addEventListener("input", () => later());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (saving) {
      // its answer brings the revision to send; without it the form would be taken for somebody else's older text
      event.preventDefault();
      if (!leaving) saving.then(() => form.requestSubmit(event.submitter));
      leaving = true;
      return;
    }
    leaving = false;
    if (stopped) copies.forget(form); // the page that compares both texts holds it now
    changed = false;
  });
  window.addEventListener("online", () => changed && later(0));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
};

const bindAll = () => document.querySelectorAll("form[data-autosave]").forEach(bind);
bindAll();
document.addEventListener("htmx:load", bindAll);
