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

// --- another row for an attachment: a copy of the last, empty one

const rows = form.querySelector(".attachment-rows");
const total = rows.querySelector("[name=attachments-TOTAL_FORMS]");
const addButton = rows.querySelector("[data-add-row]");

function addRow() {
  const empty = [...rows.querySelectorAll(".inline-row:not(.is-kept)")].at(-1);
  const index = Number(total.value);
  const copy = empty.cloneNode(true);
  for (const element of copy.querySelectorAll("[id], [name], [for]")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) {
        element.setAttribute(name, value.replace(/attachments-\d+-/g, `attachments-${index}-`));
      }
    }
    if ("value" in element) {
      element.value = "";
    }
  }
  for (const fault of copy.querySelectorAll(".errorlist")) {
    fault.remove();
  }
  empty.after(copy);
  total.value = index + 1;
  copy.querySelector("input[type=file]").focus();
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
  const button = buttonOfKey[event.key.toLowerCase()];
  if ((event.ctrlKey || event.metaKey) && button) {
    event.preventDefault();
    form.requestSubmit(button);
  }
});
