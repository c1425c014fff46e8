// Turns the plain field of a published text (`[data-rich-text]`) into paper with a toolbar, by ProseMirror.
// The field stays the truth: the paper is copied into it, and the server cleans what arrives.
// `data-paste` and `data-picture` are the addresses that clean what is pasted and take pictures in; both answer with
// JSON and the new `revision` of the draft. Without them pasting is cleaned here and pictures are left out.

const PM = window.ProseMirror;
const PAUSE = 250;
const SHOWN_LINKS = /^(https?:\/\/|mailto:)/i;
const OWN_FILE = /^\/files\/[0-9a-f-]{36}\/$/;

const mark = (tag, also = []) => ({ parseDOM: [{ tag }, ...also.map((each) => ({ tag: each }))], toDOM: () => [tag, 0] });
const block = (tag, content) => ({ content, group: "block", parseDOM: [{ tag }], toDOM: () => [tag, 0] });
const heading = {
  attrs: { level: { default: 2 } },
  content: "inline*",
  group: "block",
  defining: true,
  parseDOM: [
    { tag: "h1", attrs: { level: 2 } },
    { tag: "h2", attrs: { level: 2 } },
    { tag: "h3", attrs: { level: 3 } },
    { tag: "h4,h5,h6", attrs: { level: 4 } },
  ],
  toDOM: (node) => [`h${node.attrs.level}`, 0],
};
const image = {
  inline: true,
  group: "inline",
  draggable: true,
  attrs: { src: {}, alt: { default: "" } },
  parseDOM: [
    {
      tag: "img[src]",
      getAttrs: (dom) => OWN_FILE.test(dom.getAttribute("src")) && { src: dom.getAttribute("src"), alt: dom.getAttribute("alt") ?? "" },
    },
  ],
  toDOM: (node) => ["img", { src: node.attrs.src, alt: node.attrs.alt }],
};
const link = {
  attrs: { href: {} },
  inclusive: false,
  parseDOM: [{ tag: "a[href]", getAttrs: (dom) => SHOWN_LINKS.test(dom.getAttribute("href")) && { href: dom.getAttribute("href") } }],
  toDOM: (each) => ["a", { href: each.attrs.href, rel: "noopener" }, 0],
};

const schema = PM && new PM.Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: block("p", "inline*"),
    heading,
    blockquote: block("blockquote", "block+"),
    ordered_list: block("ol", "list_item+"),
    bullet_list: block("ul", "list_item+"),
    list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    ...PM.tableNodes({ tableGroup: "block", cellContent: "block+", cellAttributes: {} }),
    text: { group: "inline" },
    image,
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: { link, strong: mark("strong", ["b"]), em: mark("em", ["i"]), u: mark("u"), sub: mark("sub"), sup: mark("sup") },
});

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;
const read = (html) => PM.DOMParser.fromSchema(schema).parse(parsed(html));

// Lines of plain text are paragraphs, as they are for the server.
const asMarkup = (text) => {
  if (/<\w/.test(text)) return text;
  const holder = document.createElement("div");
  for (const line of text.split(/\r?\n/).filter((part) => part.trim())) {
    holder.append(Object.assign(document.createElement("p"), { textContent: line }));
  }
  return holder.innerHTML;
};

// As the server writes it: no paragraph around the only words of a cell or an item, rows of heads in a head of their own.
const written = (doc) => {
  const holder = document.createElement("div");
  holder.append(PM.DOMSerializer.fromSchema(schema).serializeFragment(doc.content));
  for (const cell of holder.querySelectorAll("li, td, th")) {
    const [first, ...others] = cell.children;
    if (first?.tagName === "P" && others.every((each) => /^[OU]L$/.test(each.tagName))) first.replaceWith(...first.childNodes);
  }
  for (const body of holder.querySelectorAll("tbody")) {
    const heads = [];
    for (const row of body.rows) {
      if ([...row.cells].some((cell) => cell.tagName !== "TH")) break;
      heads.push(row);
    }
    if (!heads.length || heads.length === body.rows.length) continue;
    const head = document.createElement("thead");
    head.append(...heads);
    body.before(head);
  }
  return holder.textContent.trim() || holder.querySelector("img, table") ? holder.innerHTML : "";
};

const around = (state, test) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if (test($from.node(depth))) return $from.node(depth);
  return null;
};
const hasMark = (state, name) => {
  const { from, to, empty, $from } = state.selection;
  const kind = schema.marks[name];
  return empty ? Boolean(kind.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, kind);
};
const isHeading = (level) => (state) => Boolean(around(state, (node) => node.type === schema.nodes.heading && node.attrs.level === level));
const isIn = (name) => (state) => Boolean(around(state, (node) => node.type === schema.nodes[name]));

const toggleHeading = (level) => (state, dispatch) =>
  isHeading(level)(state)
    ? PM.setBlockType(schema.nodes.paragraph)(state, dispatch)
    : PM.setBlockType(schema.nodes.heading, { level })(state, dispatch);
const toggleList = (name) => (state, dispatch) =>
  isIn(name)(state)
    ? PM.liftListItem(schema.nodes.list_item)(state, dispatch)
    : PM.wrapInList(schema.nodes[name])(state, dispatch);

// A table of two rows below a row of heads, with the cursor in its first cell.
const insertTable = (state, dispatch) => {
  if (PM.isInTable(state)) return false;
  const { table, table_row: row, table_cell: cell, table_header: head } = schema.nodes;
  const rows = [head, cell, cell].map((kind) => row.create(null, [kind.createAndFill(), kind.createAndFill()]));
  if (dispatch) {
    const change = state.tr.replaceSelectionWith(table.create(null, rows));
    const place = change.doc.resolve(Math.max(0, change.mapping.map(state.selection.from) - table.create(null, rows).nodeSize));
    dispatch(change.setSelection(PM.TextSelection.near(place, 1)).scrollIntoView());
  }
  return true;
};

const FORMATS = PM && {
  undo: { run: PM.undo },
  redo: { run: PM.redo },
  heading: { run: toggleHeading(2), isOn: isHeading(2) },
  subheading: { run: toggleHeading(3), isOn: isHeading(3) },
  bold: { run: PM.toggleMark(schema.marks.strong), isOn: (state) => hasMark(state, "strong") },
  italic: { run: PM.toggleMark(schema.marks.em), isOn: (state) => hasMark(state, "em") },
  numbers: { run: toggleList("ordered_list"), isOn: isIn("ordered_list") },
  bullets: { run: toggleList("bullet_list"), isOn: isIn("bullet_list") },
  table: { run: insertTable },
  "row-after": { run: PM.addRowAfter },
  "column-after": { run: PM.addColumnAfter },
  "row-delete": { run: PM.deleteRow },
  "column-delete": { run: PM.deleteColumn },
  merge: { run: PM.mergeCells },
  split: { run: PM.splitCell },
  "head-row": { run: PM.toggleHeaderRow },
  "table-delete": { run: PM.deleteTable },
};

const keys = () => [
  PM.keymap({
    "Mod-z": PM.undo,
    "Mod-y": PM.redo,
    "Mod-Shift-z": PM.redo,
    "Mod-b": FORMATS.bold.run,
    "Mod-i": FORMATS.italic.run,
    "Mod-u": PM.toggleMark(schema.marks.u),
    "Mod-Alt-2": FORMATS.heading.run,
    "Mod-Alt-3": FORMATS.subheading.run,
    Enter: PM.splitListItem(schema.nodes.list_item),
    "Mod-]": PM.sinkListItem(schema.nodes.list_item),
    "Mod-[": PM.liftListItem(schema.nodes.list_item),
    "Shift-Enter": (state, dispatch) => {
      dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hard_break.create()).scrollIntoView());
      return true;
    },
    Tab: PM.goToNextCell(1),
    "Shift-Tab": PM.goToNextCell(-1),
  }),
  PM.keymap(PM.baseKeymap),
];

// Arrow keys walk along the toolbar, which is one stop for Tab.
const roving = (toolbar, leave) => {
  const buttons = () => [...toolbar.querySelectorAll("button")].filter((each) => each.offsetParent !== null);
  for (const [place, button] of [...toolbar.querySelectorAll("button")].entries()) button.tabIndex = place ? -1 : 0;
  toolbar.addEventListener("keydown", (event) => {
    const all = buttons();
    const here = all.indexOf(document.activeElement);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") leave();
    if (next === undefined || here < 0) return;
    event.preventDefault();
    const target = all[(next + all.length) % all.length];
    for (const button of all) button.tabIndex = button === target ? 0 : -1;
    target.focus();
  });
};

const send = async (box, address, content) => {
  const form = box.closest("form");
  content.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  content.append("revision", form.elements.revision.value);
  const answer = await fetch(address, { method: "POST", body: content, credentials: "same-origin" });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { told });
  if (told.revision !== undefined) form.elements.revision.value = told.revision;
  return told;
};

const bind = (box) => {
  if (box.dataset.bound) return;
  box.dataset.bound = "yes";
  const field = box.querySelector("textarea");
  const paper = box.querySelector("[data-paper]");
  const toolbar = box.querySelector("[role=toolbar]");
  const status = box.querySelector("[data-rich-status]");
  const say = (text) => {
    status.textContent = text ?? "";
  };
  let timer = 0;
  const sync = () => {
    clearTimeout(timer);
    const text = written(view.state.doc);
    if (field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const showPressed = (state) => {
    for (const button of toolbar.querySelectorAll("[data-format]")) {
      const format = FORMATS[button.dataset.format];
      if (format.isOn) button.setAttribute("aria-pressed", String(format.isOn(state)));
    }
    toolbar.querySelector("[data-in-table]").hidden = !PM.isInTable(state);
  };
  const insert = (html) => {
    const slice = PM.DOMParser.fromSchema(schema).parseSlice(parsed(html));
    view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView());
  };
  const paste = async (html) => {
    if (!box.dataset.paste) return insert(html);
    say(box.dataset.pasting);
    try {
      const content = new FormData();
      content.append("html", html);
      const told = await send(box, box.dataset.paste, content);
      insert(told.html);
      say(told.message);
    } catch (problem) {
      insert(html); // the paper knows only what a text may have, and the server cleans when it is saved
      say(problem.told?.reason ?? box.dataset.failed);
    }
    return undefined;
  };
  const upload = async (file, alt) => {
    say(box.dataset.uploading);
    try {
      const content = new FormData();
      content.append("file", file, file.name || "picture.png");
      content.append("alt", alt);
      const told = await send(box, box.dataset.picture, content);
      view.dispatch(view.state.tr.replaceSelectionWith(schema.nodes.image.create({ src: told.src, alt: told.alt })).scrollIntoView());
      say(told.message);
    } catch (problem) {
      say(problem.told?.reason ?? box.dataset.failed);
    }
  };

  const attributes = { class: "gk-prose", role: "textbox", "aria-multiline": "true", "aria-label": paper.getAttribute("aria-label"), id: field.id };
  for (const name of ["aria-describedby", "aria-invalid"]) if (field.hasAttribute(name)) attributes[name] = field.getAttribute(name);
  field.id = `${field.id}_source`;
  field.hidden = true;
  field.removeAttribute("required"); // a hidden field cannot be pointed at; the server says what is missing
  paper.removeAttribute("aria-label");
  const fresh = (html) => PM.EditorState.create({ doc: read(asMarkup(html)), plugins: [PM.history(), ...keys(), PM.gapCursor(), PM.tableEditing()] });
  const view = new PM.EditorView(paper, {
    state: fresh(field.value),
    attributes,
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      showPressed(view.state);
      if (!change.docChanged) return;
      clearTimeout(timer);
      timer = setTimeout(sync, PAUSE);
    },
    // before ProseMirror reads the markup, whose styles the security policy would complain about
    handleDOMEvents: {
      paste(_view, event) {
        const html = event.clipboardData.getData("text/html");
        const picture = [...event.clipboardData.files].find((file) => file.type.startsWith("image/"));
        if (html ? html.includes("data-pm-slice") : !picture || !box.dataset.picture) return false;
        event.preventDefault();
        if (html) paste(html);
        else upload(picture, "");
        return true;
      },
    },
    handleKeyDown(_view, event) {
      if (event.key !== "F10" || !event.altKey) return false;
      toolbar.querySelector("button[tabindex='0']").focus();
      return true;
    },
  });
  toolbar.hidden = false;
  paper.parentElement.hidden = false;
  showPressed(view.state);
  roving(toolbar, () => view.focus());
  box.querySelector("label")?.addEventListener("click", () => view.focus());
  field.form?.addEventListener("submit", sync, true);
  field.addEventListener("restored", () => {
    view.updateState(fresh(field.value));
    showPressed(view.state);
  });
  toolbar.addEventListener("mousedown", (event) => {
    if (event.target.closest("button")) event.preventDefault(); // keeps the selection in the paper
  });
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-format]");
    if (!button) return;
    FORMATS[button.dataset.format].run(view.state, view.dispatch, view);
    view.focus();
  });
  bindSlips(box, view, upload);
};

// The two slips of paper under the toolbar: one asks for the address of a link, the other for a picture and its words.
const bindSlips = (box, view, upload) => {
  const slips = Object.fromEntries([...box.querySelectorAll("[data-slip]")].map((slip) => [slip.dataset.slip, slip]));
  const opener = (name) => box.querySelector(`[data-opens="${name}"]`);
  const show = (name, open) => {
    for (const [each, slip] of Object.entries(slips)) {
      slip.hidden = !(open && each === name);
      opener(each).setAttribute("aria-expanded", String(!slip.hidden));
    }
    if (open) slips[name].querySelector("input").focus();
    else view.focus();
  };
  for (const name of Object.keys(slips)) {
    if (name === "picture" && !box.dataset.picture) opener(name).hidden = true;
    opener(name).addEventListener("click", () => show(name, slips[name].hidden));
    slips[name].addEventListener("keydown", (event) => {
      if (event.key === "Escape") show(name, false);
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault(); // Enter here is no wish to save the draft
      slips[name].querySelector("[data-done]").click();
    });
  }
  const address = slips.link.querySelector("input");
  slips.link.querySelector("[data-done]").addEventListener("click", () => {
    const href = SHOWN_LINKS.test(address.value.trim()) ? address.value.trim() : `https://${address.value.trim()}`;
    const { from, to, empty } = view.state.selection;
    if (address.value.trim()) {
      const change = empty ? view.state.tr.insertText(href, from) : view.state.tr;
      view.dispatch(change.addMark(from, empty ? from + href.length : to, schema.marks.link.create({ href })));
    }
    address.value = "";
    show("link", false);
  });
  slips.link.querySelector("[data-undone]").addEventListener("click", () => {
    const { from, to, empty, $from } = view.state.selection;
    const [start, end] = empty ? [$from.start(), $from.end()] : [from, to];
    view.dispatch(view.state.tr.removeMark(start, end, schema.marks.link));
    show("link", false);
  });
  const chosen = () => {
    const { node } = view.state.selection;
    return node?.type === schema.nodes.image ? node : null;
  };
  opener("picture").addEventListener("click", () => {
    if (chosen()) slips.picture.querySelector("input[type=text]").value = chosen().attrs.alt;
  });
  slips.picture.querySelector("[data-done]").addEventListener("click", async () => {
    const file = slips.picture.querySelector("input[type=file]");
    const alt = slips.picture.querySelector("input[type=text]");
    if (!file.files.length && chosen()) {
      // no other picture: other words for the one that is selected
      const { from } = view.state.selection;
      view.dispatch(view.state.tr.setNodeMarkup(from, null, { ...chosen().attrs, alt: alt.value.trim() }));
      alt.value = "";
      return show("picture", false);
    }
    if (!file.files.length) return file.focus();
    await upload(file.files[0], alt.value.trim());
    file.value = "";
    alt.value = "";
    return show("picture", false);
  });
};

const bindAll = () => document.querySelectorAll("[data-rich-text]").forEach(bind);
if (PM) {
  bindAll();
  document.addEventListener("htmx:load", bindAll);
}
