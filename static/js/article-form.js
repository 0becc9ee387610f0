// The article form: uploads from the editor, growing fields, more attachments, unsaved text.

const form = document.querySelector(".article-form");
// Asked each time: logging in again on the page brings another one.
const csrfToken = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

// --- the editor: our upload address, and the proof that the upload comes from this page

CKEDITOR.on("instanceCreated", ({ editor }) => {
  editor.on("configLoaded", () => {
    editor.config.uploadUrl = form.dataset.upload;
    editor.config.imageUploadUrl = form.dataset.upload;
    // Screen readers call the writing area by the label that stands above it.
    editor.config.title = form.querySelector(`label[for="${editor.name}"]`).textContent;
  });
  // What is written looks as it will on the portal.
  editor.on("contentDom", () => editor.editable().addClass("prose"));
  editor.on("fileUploadRequest", ({ data }) => {
    data.fileLoader.xhr.setRequestHeader("X-CSRFToken", csrfToken());
  });
});

// The dialog of a picture asks what is to be seen, in the words of the rest of this form.
CKEDITOR.on("dialogDefinition", ({ data }) => {
  if (data.name === "image2") {
    data.definition.getContents("info").get("alt").label = form.dataset.alt;
    data.definition.removeContents("Upload");
    data.definition.onFocus = function focusDescription() {
      this.getContentElement("info", "alt").focus();
    };
  }
});

// --- a picture from this computer into the text (the editor's own upload needs inline scripts)

const inserter = form.querySelector("[data-insert-picture]");
const inserterFault = form.querySelector("[data-insert-fault]");

async function insertPicture() {
  const body = new FormData();
  body.append("upload", inserter.files[0]);
  inserterFault.textContent = "";
  try {
    const answer = await fetch(form.dataset.upload, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken() },
      body,
    });
    const { url, error } = await answer.json();
    if (error) {
      inserterFault.textContent = error.message;
    } else {
      place(url);
    }
  } catch {
    inserterFault.textContent = inserter.dataset.failed;
  }
  inserter.value = "";
}

function place(url) {
  const [editor] = Object.values(CKEDITOR.instances);
  if (editor.status !== "ready") {
    editor.on("instanceReady", () => place(url));
    return;
  }
  editor.focus();
  editor.insertHtml(`<p><img src="${url}" alt=""></p>`);
  const pictures = Object.values(editor.widgets.instances);
  pictures.find((picture) => picture.data.src === url)?.edit();
}

if (inserter) {
  inserter.closest("[hidden]").hidden = false;
  inserter.addEventListener("change", insertPicture);
}

// --- text fields grow with what is typed; a title stays one paragraph

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

for (const field of form.querySelectorAll(".grows")) {
  grow(field);
  field.addEventListener("input", () => grow(field));
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

function hasUnsavedText() {
  const editors = Object.values(CKEDITOR.instances);
  return isChanged || editors.some((editor) => editor.checkDirty());
}

form.addEventListener("input", () => {
  isChanged = true;
});
form.addEventListener("submit", () => {
  isChanged = false;
  for (const editor of Object.values(CKEDITOR.instances)) {
    editor.updateElement();
    editor.resetDirty();
  }
});
window.addEventListener("beforeunload", (event) => {
  if (hasUnsavedText()) {
    event.preventDefault();
  }
});

// --- Ctrl+S saves, as in every word processor

const save = form.querySelector("button[name=_save]");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(save);
  }
});
