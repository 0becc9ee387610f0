// Pasting into the editor: the server cleans what other programs copy, and asks before it converts
// text of before Unicode. Without a network the editor's own filter serves; saving cleans anyway.

const frame = document.querySelector("[data-paste]");
const status = frame.querySelector("[data-paste-status]");
const dialog = frame.querySelector("dialog");
const form = frame.closest("form");
// Asked each time: logging in again on the page brings another one.
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const PATIENCE = 20_000;
const NOTES = /(["#])(ghi-chu|ve)-(\d+)(?=")/g;

function say(name, values = {}) {
  let words = name ? frame.dataset[name] : "";
  for (const [key, value] of Object.entries(values)) {
    words = words.replace(`{${key}}`, value);
  }
  status.textContent = words;
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

async function clean(html) {
  const body = new FormData();
  body.append("pasted", new Blob([html], { type: "text/html" }), "pasted.html");
  const answer = await fetch(frame.dataset.paste, {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body,
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
    throw new Error("The session has ended.");
  }
  return answer.json();
}

// --- the place of the paste, which stays where it is while the person goes on typing

function currentPlace(editor) {
  const selection = editor.getSelection().getNative();
  if (!selection.rangeCount) {
    return null;
  }
  const place = selection.getRangeAt(0).cloneRange();
  // At the end of a text, not behind it: what is typed next stands behind the place then.
  const before = place.startContainer.childNodes[place.startOffset - 1];
  if (place.collapsed && before?.nodeType === Node.TEXT_NODE) {
    place.setStart(before, before.length);
    place.collapse(true);
  }
  return place;
}

function insert(editor, place, html) {
  const meanwhile = currentPlace(editor);
  if (place && editor.editable().$.contains(place.startContainer)) {
    editor.focus();
    const range = new CKEDITOR.dom.range(editor.editable());
    range.setStart(new CKEDITOR.dom.node(place.startContainer), place.startOffset);
    range.setEnd(new CKEDITOR.dom.node(place.endContainer), place.endOffset);
    editor.getSelection().selectRanges([range]);
  }
  insertWithNotes(editor, html);
  const hasTyped =
    meanwhile && place && meanwhile.compareBoundaryPoints(Range.START_TO_START, place) > 0;
  if (hasTyped && meanwhile.startContainer.isConnected) {
    const selection = editor.getSelection().getNative();
    selection.removeAllRanges();
    selection.addRange(meanwhile);
  }
}

// One step to undo, also where the words of footnotes go to the end of the text.
function insertWithNotes(editor, html) {
  const pasted = parsed(renumbered(editor, html));
  const list = pasted.querySelector("ol.footnotes");
  list?.remove();
  editor.fire("saveSnapshot");
  editor.fire("lockSnapshot", { dontUpdate: true });
  editor.insertHtml(new CKEDITOR.dom.element(pasted).getHtml());
  if (list) {
    const text = editor.editable().$;
    const known = text.querySelector("ol.footnotes");
    if (known) {
      known.append(...list.children);
    } else {
      text.append(list);
    }
  }
  editor.fire("unlockSnapshot");
  editor.fire("saveSnapshot");
}

// Footnotes that come along count on from those in the text; saving numbers all in its order.
function renumbered(editor, html) {
  const numbers = [...editor.editable().$.querySelectorAll(".footnotes > li, .footnote > a")];
  const highest = Math.max(
    0,
    ...numbers.map(({ id }) => Number(id.match(/^(?:ghi-chu|ve)-(\d+)$/)?.[1] ?? 0)),
  );
  return html.replace(NOTES, (_all, before, kind, number) => {
    return `${before}${kind}-${Number(number) + highest}`;
  });
}

// --- text of before Unicode: both readings side by side, converted only on a yes

function ask({ html, suspected }) {
  return new Promise((resolve) => {
    dialog.querySelector("[data-encoding]").textContent = suspected.encoding;
    // Both come from the server, which cleaned them.
    dialog.querySelector("[data-as-it-is]").replaceChildren(...parsed(html).childNodes);
    const converted = parsed(suspected.converted_html);
    dialog.querySelector("[data-converted]").replaceChildren(...converted.childNodes);
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "yes" ? suspected.converted_html : html),
      { once: true },
    );
    dialog.showModal();
  });
}

for (const button of dialog.querySelectorAll("button[value]")) {
  button.addEventListener("click", () => dialog.close(button.value));
}

// --- one paste

async function take(editor, data, html) {
  const place = currentPlace(editor);
  say("busy");
  let found;
  try {
    found = await clean(html);
  } catch {
    insert(editor, place, data.dataValue || html);
    say("offline");
    return;
  }
  if (found.error) {
    status.textContent = found.error;
    return;
  }
  const chosen = found.suspected ? await ask(found) : found.html;
  insert(editor, place, chosen);
  if (found.pictures_missing) {
    say("missing", { number: found.pictures_missing });
  } else {
    say(chosen === found.html ? "done" : "converted");
  }
}

function isOwn(editor, { dataTransfer }) {
  return dataTransfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL;
}

function pictureFiles(transfer) {
  const files = [];
  for (let place = 0; place < transfer.getFilesCount(); place += 1) {
    const file = transfer.getFile(place);
    if (file?.type.startsWith("image/")) {
      files.push(file);
    }
  }
  return files;
}

function hasWords(html) {
  return parsed(html).textContent.trim() !== "";
}

function onPaste(event) {
  const { editor, data } = event;
  if (!data.dataTransfer || isOwn(editor, data)) {
    return;
  }
  const html = data.dataTransfer.getData("text/html", true);
  const files = pictureFiles(data.dataTransfer);
  if (files.length && !(html && hasWords(html))) {
    // The part of the form that places pictures asks what is to be seen in them.
    event.cancel();
    form.dispatchEvent(
      new CustomEvent("portal:picture-files", { bubbles: true, detail: { files, editor } }),
    );
  } else if (html) {
    event.cancel();
    take(editor, data, html);
  }
}

form.addEventListener("portal:editor", ({ detail: { editor } }) => {
  // Before the editor's own listeners, which would filter what the server has yet to read.
  editor.on("paste", onPaste, null, null, 0);
});
