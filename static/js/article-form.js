// The article form: growing fields, more attachments, unsaved text. The editor is in editor.js.

const form = document.querySelector(".article-form");

// --- text fields grow with what is typed; a title stays one paragraph

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

// Browsers that know "field-sizing" do it themselves (admin-editor.css).
if (!CSS.supports("field-sizing", "content")) {
  const growing = form.querySelectorAll(".grows");
  for (const field of growing) {
    grow(field);
    field.addEventListener("input", () => grow(field));
  }
  // A phone that is turned wraps the words anew.
  window.addEventListener("resize", () => growing.forEach(grow));
}

form.querySelector(".title-field").addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
  }
});

// --- another row for an attachment

const rows = form.querySelector(".attachment-rows");
const total = rows.querySelector("[name=attachments-TOTAL_FORMS]");
const emptyRow = rows.querySelector("[data-empty-row]");
const addButton = rows.querySelector("[data-add-row]");

function addRow() {
  const row = emptyRow.content.firstElementChild.cloneNode(true);
  row.innerHTML = row.innerHTML.replaceAll("__prefix__", total.value);
  total.value = Number(total.value) + 1;
  emptyRow.before(row);
  row.querySelector("input[type=file]").focus();
}

addButton.hidden = false;
addButton.addEventListener("click", addRow);

// --- leaving with unsaved text asks first

// A form that came back with what was typed is not saved either.
let isChanged = "unsavedNow" in form.dataset;

function editors() {
  return Object.values(globalThis.CKEDITOR?.instances ?? {});
}

function hasUnsavedText() {
  return isChanged || editors().some((editor) => editor.checkDirty());
}

form.addEventListener("input", () => {
  isChanged = true;
});
form.addEventListener("submit", () => {
  isChanged = false;
  for (const editor of editors()) {
    editor.updateElement();
    editor.resetDirty();
  }
});
window.addEventListener("beforeunload", (event) => {
  if (hasUnsavedText()) {
    event.preventDefault();
  }
});

// --- Ctrl+S saves, as in every word processor; Ctrl+Enter sends, as in every mail program

const buttonOfKey = {
  s: form.querySelector("button[name=_save]"),
  enter: form.querySelector("button[name=_submit]"),
};

document.addEventListener("keydown", (event) => {
  const button = buttonOfKey[event.key?.toLowerCase()];
  if ((event.ctrlKey || event.metaKey) && button) {
    event.preventDefault();
    // Who writes in a verb's form or in a dialog means neither to send the article nor to leave.
    if ((event.target.closest("form, dialog") ?? form) === form) {
      form.requestSubmit(button);
    }
  }
});
