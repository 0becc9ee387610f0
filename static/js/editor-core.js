// What the editor's tools share: their dialogs, the place in the text, the buttons.
// CKEditor's own dialogs are hard to use without a mouse; these are the browser's, written in
// templates/admin/news/article/_editor_dialogs.html with all their words.

import { CKEDITOR } from "./editor-bundle.js";

export const articleForm = document.querySelector(".article-form");
const dialogs = document.getElementById("editor-dialogs");
export const words = dialogs.dataset;

// --- tools: each gets the editor once it is being built

const tools = [];

/** Have ``build(editor)`` called for every editor of the page, before its toolbar is drawn. */
export function addTool(build) {
  tools.push(build);
}

/** Put a button into the toolbar that opens or does something: ``run(editor)``. */
export function addButton(editor, name, { icon, keystroke, run }) {
  const command = name.toLowerCase();
  editor.addCommand(command, {
    async: true,
    readOnly: 0,
    canUndo: false,
    editorFocus: false,
    exec: () => {
      run(editor);
      return true;
    },
  });
  editor.ui.addButton(name, { label: words[command], command, icon });
  if (keystroke) {
    editor.setKeystroke(keystroke, command);
  }
}

CKEDITOR.plugins.add("portal", {
  requires: "widget",
  init(editor) {
    for (const build of tools) {
      build(editor);
    }
  },
});

CKEDITOR.on("instanceCreated", ({ editor }) => {
  goOnTyping(editor);
  // For the form's own scripts, which are there before the bundle.
  articleForm.dispatchEvent(new CustomEvent("portal:editor", { detail: { editor } }));
  editor.on("configLoaded", () => {
    editor.config.extraPlugins += ",portal";
    // Screen readers call the writing area by the label that stands above it.
    editor.config.title = articleForm.querySelector(`label[for="${editor.name}"]`).textContent;
  });
  // What is written looks as it will on the portal.
  editor.on("contentDom", () => editor.editable().addClass("prose"));
});

// --- over a slow line somebody types into the plain field before the editor is there

// A space at a line's end is only there for the caret when it does not break.
function asParagraphs(text) {
  const lines = text.split("\n").map((one) => one.replace(/ $/, "\u00a0"));
  return lines.map((one) => `<p>${CKEDITOR.tools.htmlEncode(one)}</p>`).join("");
}

/** Leave a field that is typed into usable until the editor takes its place, and go on in the editor then. */
function goOnTyping(editor) {
  const field = editor.element.$;
  const isTyping = () => document.activeElement === field;
  let wasTyping = false;
  if (isTyping()) {
    // The bundle hides the field at once, long before there is anything else to type into.
    queueMicrotask(() => field.style.removeProperty("visibility"));
  }
  editor.on("loaded", () => {
    wasTyping = isTyping();
    if (field.value && !field.defaultValue && !field.value.startsWith("<")) {
      field.value = asParagraphs(field.value);
    }
  });
  for (const event of ["contentDom", "instanceReady"]) {
    editor.on(event, () => {
      const area = editor.editable().$;
      // A field that was hidden a moment ago may still have the focus, or nothing has it.
      if (wasTyping && [field, document.body].includes(document.activeElement)) {
        area.focus();
        getSelection().selectAllChildren(area.lastElementChild ?? area);
        getSelection().collapseToEnd();
      }
    });
  }
}

// --- dialogs

/** Return the fields of a dialog's form by name, as text; a box that is not ticked is empty. */
export function answersOf(dialog) {
  return Object.fromEntries(new FormData(dialog.querySelector("form")));
}

function fill(dialog, values) {
  for (const field of dialog.querySelectorAll("[name]")) {
    const value = values[field.name];
    if (value === undefined) {
      continue;
    }
    if (field.type === "checkbox") {
      field.checked = Boolean(value);
    } else if (field.type === "radio") {
      field.checked = field.value === value;
    } else {
      field.value = value;
    }
  }
}

/** Say in an open dialog what is wrong, and bring the person to the field. */
export function complain(dialog, sentence, fieldName) {
  const field = dialog.querySelector(`[name="${fieldName}"]`);
  for (const other of dialog.querySelectorAll("[aria-invalid]")) {
    other.removeAttribute("aria-invalid");
  }
  dialog.querySelector("[data-fault]").textContent = sentence;
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

/** Put a fresh copy of the dialog called ``name`` into the page and return it, closed. */
export function raise(name, values = {}) {
  const dialog = dialogs.content.querySelector(`[data-dialog="${name}"]`).cloneNode(true);
  document.querySelector("main").append(dialog);
  fill(dialog, values);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel]")) {
      dialog.close();
    }
  });
  return dialog;
}

/**
 * Ask with the dialog called ``name``: ``{...fields, task}`` with the pressed button's value as the
 * task, or null when it was left. ``prepare(dialog)`` sees it before it opens; ``check(answers,
 * dialog)`` returns whether they will do, and says what is wrong with ``complain``.
 */
export function ask(name, { values, prepare, check } = {}) {
  const dialog = raise(name, values);
  prepare?.(dialog);
  return new Promise((resolve) => {
    dialog.querySelector("form").addEventListener("submit", (event) => {
      const task = event.submitter?.value ?? "";
      const answers = { ...answersOf(dialog), task };
      event.preventDefault();
      const tooLong = dialog.querySelector("[data-limit]:invalid");
      const isFit = !tooLong && (!check || check(answers, dialog));
      if (event.submitter?.formNoValidate || isFit) {
        // The answer is used before the next key arrives, which the event of closing would not be.
        dialog.close();
        resolve(answers);
      } else {
        tooLong?.reportValidity();
      }
    });
    dialog.addEventListener("close", () => resolve(null));
    dialog.showModal();
    const first = dialog.querySelector("[data-first]");
    first?.focus();
    first?.select?.();
  });
}

/** Offer in a dialog's choice the attachments that stand in the form, saved or only just sent. */
export function offerFiles(choice, kind = "") {
  for (const row of articleForm.querySelectorAll(`.inline-row[data-address]${kind}`)) {
    if (!row.querySelector("[name$=-DELETE]:checked")) {
      const title = row.querySelector("[name$=-title]").value.trim();
      choice.add(new Option(title || row.getAttribute("aria-label"), row.dataset.address));
    }
  }
}

// --- the place in the text

/** Return a function that gives the editor back its focus and its place, as they are now. */
export function keepPlace(editor) {
  editor.focus();
  const focused = editor.widgets.focused;
  let ranges = editor.getSelection()?.getRanges() ?? [];
  if (focused) {
    const behind = editor.createRange();
    behind.setStartAfter(focused.wrapper);
    behind.collapse(true);
    ranges = [behind];
  }
  return () => {
    editor.focus();
    if (ranges.length) {
      editor.getSelection().selectRanges(ranges);
    }
  };
}

export function selectedText(editor) {
  return editor.getSelection()?.getSelectedText()?.trim() ?? "";
}

export function escaped(text) {
  return CKEDITOR.tools.htmlEncodeAttr(text.trim());
}

/** Change the text through ``change`` as one step that can be undone. */
export function asOneStep(editor, change) {
  editor.fire("saveSnapshot");
  change();
  editor.fire("saveSnapshot");
  editor.fire("change");
}

/** Insert a block and go on writing below it. */
export function insertBlock(editor, html) {
  editor.insertHtml(`${html}<p>&nbsp;</p>`);
}

/** Return the element around the caret that matches ``name``, or null. */
export function around(editor, name) {
  return editor.elementPath()?.contains(name, false, true) ?? null;
}

// --- a line below the text tells what is going on

const status = articleForm.querySelector("[data-editor-status]");

export function tell(sentence) {
  status.textContent = sentence;
}

// --- links of the page to the text: the bundle has hidden the field that they name

document.addEventListener("click", (event) => {
  const name = event.target.closest?.("a[href^='#']")?.hash.slice(1);
  const editor = name && CKEDITOR.instances[name];
  if (editor) {
    event.preventDefault();
    editor.container.$.scrollIntoView({ block: "center" });
    editor.focus();
  }
});

// --- the toolbar: one stop on the way with Tab, and the arrow keys in it

function makeStop(editor) {
  const toolbar = editor.ui.space("top").$;
  toolbar.querySelector("[role=button], [role=combobox], a").tabIndex = 0;
  // The bundle would go round in the toolbar for ever.
  toolbar.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Tab") {
        event.stopPropagation();
      }
    },
    { capture: true },
  );
}

// --- how the text leaves the editor

function setWriting(editor) {
  // A line break between a picture and its caption would be stored as one.
  editor.dataProcessor.writer.setRules("figcaption", {
    breakBeforeOpen: false,
    breakAfterClose: false,
  });
  // Browsers write a space at the edge of what is typed as one that does not break.
  editor.dataProcessor.htmlFilter.addRules({
    text: (value, node) => {
      const start = node.previous ? value.replace(/^&nbsp;(?=[^&\s])/, " ") : value;
      return node.next ? start.replace(/([^;\s])&nbsp;$/, "$1 ") : start;
    },
  });
}

// --- keys: headings as in a word processor; help

addTool((editor) => {
  editor.on("instanceReady", () => makeStop(editor));
  setWriting(editor);
  for (const rank of [2, 3, 4]) {
    const style = new CKEDITOR.style({ element: `h${rank}` });
    editor.addCommand(`heading${rank}`, new CKEDITOR.styleCommand(style));
    editor.setKeystroke(CKEDITOR.CTRL + CKEDITOR.ALT + 48 + rank, `heading${rank}`);
  }
  const plain = new CKEDITOR.style({ element: "p" });
  editor.addCommand("heading0", new CKEDITOR.styleCommand(plain));
  editor.setKeystroke(CKEDITOR.CTRL + CKEDITOR.ALT + 48, "heading0");
  addButton(editor, "PortalHelp", {
    keystroke: CKEDITOR.ALT + 48,
    run: async () => {
      const back = keepPlace(editor);
      await ask("help");
      back();
    },
  });
});
