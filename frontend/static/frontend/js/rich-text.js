// Turns the plain field of a published text (`[data-rich-text]`) into paper with a small toolbar.
// The field stays the truth: the paper is copied into it at every change, and the server cleans what arrives.

const KEPT = new Set(["P", "BR", "H2", "H3", "STRONG", "B", "EM", "I", "UL", "OL", "LI", "TABLE", "THEAD", "TBODY", "TFOOT", "TR", "TH", "TD", "CAPTION", "A"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "META", "LINK", "TITLE", "HEAD", "XML", "TEMPLATE", "IFRAME", "OBJECT", "SVG"]);
const HEADINGS = { H1: "H2", H4: "H3", H5: "H3", H6: "H3", DIV: "P" };
const ATTRIBUTES = { A: ["href"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan", "scope"] };

// What Word and web pages bring along is reduced to text with its structure.
const reduced = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  const result = document.createDocumentFragment();
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName.toUpperCase())) return result;
  const parts = [...node.childNodes].map(reduced);
  const name = HEADINGS[node.tagName] ?? node.tagName;
  if (!KEPT.has(name)) {
    result.append(...parts);
    return result;
  }
  const element = document.createElement(name);
  for (const attribute of ATTRIBUTES[name] ?? []) {
    if (node.hasAttribute(attribute)) element.setAttribute(attribute, node.getAttribute(attribute));
  }
  if (name === "A" && !/^https?:|^\//.test(element.getAttribute("href") ?? "")) element.removeAttribute("href");
  element.append(...parts);
  return element;
};

const cleaned = (html) => {
  const holder = document.createElement("div");
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) holder.append(reduced(node));
  return holder.innerHTML;
};

const paragraphs = (text) => {
  const holder = document.createElement("div");
  for (const line of text.split(/\r?\n/).filter((part) => part.trim())) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    holder.append(paragraph);
  }
  return holder.innerHTML;
};

const emptyTable = (header) => {
  const holder = document.createElement("template");
  const head = `<tr><th scope="col">${header}</th><th scope="col">${header}</th></tr>`;
  const row = "<tr><td><br></td><td><br></td></tr>";
  holder.innerHTML = `<table class="gk-table"><thead>${head}</thead><tbody>${row}${row}</tbody></table><p><br></p>`;
  return holder.content;
};

// A table stands between paragraphs, never inside of one: after the block in which the cursor is.
const insertTable = (button, paper) => {
  let block = document.getSelection().anchorNode;
  while (block && block.parentNode !== paper) block = block.parentNode;
  const table = emptyTable(button.dataset.header);
  const first = table.querySelector("th");
  if (block) block.after(table);
  else paper.append(table);
  document.getSelection().selectAllChildren(first);
};

const keepingCursor = (change) => {
  const selection = document.getSelection();
  const { anchorNode, anchorOffset, isCollapsed } = selection;
  change();
  if (isCollapsed && anchorNode?.isConnected) selection.collapse(anchorNode, anchorOffset);
};

// Browsers put a list into the paragraph that it was made from; it takes the paragraph's place.
const lift = (paper) => {
  for (const list of paper.querySelectorAll("p > ol, p > ul")) list.parentElement.replaceWith(...list.parentElement.childNodes);
};

const isHeading = () => document.queryCommandValue("formatBlock").toLowerCase() === "h2";
const FORMATS = {
  heading: { run: () => document.execCommand("formatBlock", false, isHeading() ? "p" : "h2"), isOn: isHeading },
  bold: { run: () => document.execCommand("bold"), isOn: () => document.queryCommandState("bold") },
  numbers: { run: () => document.execCommand("insertOrderedList"), isOn: () => document.queryCommandState("insertOrderedList") },
  bullets: { run: () => document.execCommand("insertUnorderedList"), isOn: () => document.queryCommandState("insertUnorderedList") },
  table: { run: insertTable },
};

const bind = (box) => {
  if (box.dataset.bound) return;
  box.dataset.bound = "yes";
  const field = box.querySelector("textarea");
  const paper = box.querySelector("[data-paper]");
  const toolbar = box.querySelector("[role=toolbar]");
  const sync = () => {
    field.value = paper.textContent.trim() || paper.querySelector("table") ? cleaned(paper.innerHTML) : "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const showPressed = () => {
    if (!paper.contains(document.getSelection().anchorNode)) return;
    for (const button of toolbar.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(FORMATS[button.dataset.format].isOn()));
    }
  };

  paper.innerHTML = /<\w/.test(field.value) ? cleaned(field.value) : paragraphs(field.value) || "<p><br></p>";
  for (const attribute of ["aria-describedby", "aria-invalid"]) {
    if (field.hasAttribute(attribute)) paper.setAttribute(attribute, field.getAttribute(attribute));
  }
  const { id } = field;
  field.hidden = true;
  field.removeAttribute("required"); // a hidden field cannot be pointed at; the server says what is missing
  field.id = `${id}_source`;
  paper.id = id; // so that the error summary leads to the paper
  box.querySelector("label")?.addEventListener("click", () => paper.focus());
  toolbar.hidden = false;
  paper.parentElement.hidden = false;
  document.execCommand("defaultParagraphSeparator", false, "p");

  paper.addEventListener("input", sync);
  paper.addEventListener("paste", (event) => {
    event.preventDefault();
    const html = event.clipboardData.getData("text/html");
    document.execCommand("insertHTML", false, html ? cleaned(html) : paragraphs(event.clipboardData.getData("text/plain")));
  });
  toolbar.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection in the paper
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-format]");
    if (!button) return;
    paper.focus();
    FORMATS[button.dataset.format].run(button, paper);
    keepingCursor(() => lift(paper));
    showPressed();
    sync();
  });
  document.addEventListener("selectionchange", showPressed);
};

const bindAll = () => document.querySelectorAll("[data-rich-text]").forEach(bind);
bindAll();
document.addEventListener("htmx:load", bindAll);
