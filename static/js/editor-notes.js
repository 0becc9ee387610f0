// Footnotes: <sup class="footnote"> in the text, one <ol class="footnotes"> at its end. The numbers
// follow the text by themselves; the words of a note are written in the list, like any other text.

import {
  addButton,
  addTool,
  around,
  ask,
  asOneStep,
  complain,
  escaped,
  keepPlace,
  words,
} from "./editor-core.js";

const NOTES_PAUSE = 200;

function listOf(root) {
  return root.querySelector("ol.footnotes");
}

/** Return what a note says, without its way back. */
function wordsOf(item) {
  const copy = item.cloneNode(true);
  for (const link of copy.querySelectorAll('a[href^="#ve-"]')) {
    link.remove();
  }
  return copy.textContent.trim();
}

function addressIn(link) {
  return link?.getAttribute("data-cke-saved-href") ?? link?.getAttribute("href") ?? "";
}

function setAddress(link, address) {
  link.setAttribute("href", address);
  link.setAttribute("data-cke-saved-href", address);
}

function newItem(said) {
  const item = document.createElement("li");
  item.textContent = said;
  return item;
}

// --- bringing numbers, notes and their links into agreement

function setReference(sup, number, said) {
  sup.setAttribute("contenteditable", "false");
  let link = sup.querySelector("a");
  if (!link) {
    link = document.createElement("a");
    sup.replaceChildren(link);
  }
  link.id = `ve-${number}`;
  // Kept in the editor only, so that a number that is cut and pasted brings its words along.
  link.title = said;
  setAddress(link, `#ghi-chu-${number}`);
  if (link.textContent !== String(number)) {
    link.textContent = number;
  }
}

function setItem(item, number) {
  item.id = `ghi-chu-${number}`;
  const [link, ...more] = item.querySelectorAll('a[href^="#ve-"]');
  for (const other of more) {
    other.remove();
  }
  const back = link ?? document.createElement("a");
  setAddress(back, `#ve-${number}`);
  back.textContent = "↩";
  back.setAttribute("contenteditable", "false");
  if (!link) {
    item.append(" ", back);
  }
}

/** Return the note of each reference in the order of the text; what has no reference stays out. */
function matched(references, list) {
  const byId = new Map();
  let last = null;
  for (const item of [...(list?.children ?? [])]) {
    if (item.id && !byId.has(item.id)) {
      byId.set(item.id, item);
      last = item;
    } else if (last && wordsOf(item)) {
      // Enter was pressed inside a note: its words stay one note.
      last.append(" ", ...item.childNodes);
      item.remove();
    }
  }
  return references.map((sup) => {
    const link = sup.querySelector("a");
    const id = addressIn(link).slice(1);
    const item = byId.get(id);
    byId.delete(id);
    return item ?? newItem(link?.title ?? "");
  });
}

function isInOrder(references, items, list) {
  return (
    references.length === (list?.children.length ?? 0) &&
    references.every(
      (sup, index) =>
        list.children[index] === items[index] &&
        sup.isContentEditable === false &&
        addressIn(sup.querySelector("a")) === `#ghi-chu-${index + 1}` &&
        sup.querySelector("a").title === wordsOf(items[index]) &&
        items[index].id === `ghi-chu-${index + 1}` &&
        items[index].querySelectorAll('a[href^="#ve-"]').length === 1,
    )
  );
}

function tidyNotes(editor) {
  const root = editor.editable()?.$;
  if (!root) {
    return;
  }
  let list = listOf(root);
  const references = [...root.querySelectorAll("sup.footnote")].filter(
    (sup) => !list?.contains(sup),
  );
  if (!references.length && !list) {
    return;
  }
  const items = matched(references, list);
  if (
    list &&
    isInOrder(references, items, list) &&
    root.querySelectorAll("ol.footnotes").length === 1
  ) {
    return;
  }
  editor.fire("lockSnapshot");
  if (!references.length) {
    list.remove();
  } else {
    if (!list) {
      list = document.createElement("ol");
      list.className = "footnotes";
      root.append(list);
    }
    for (const [index, item] of items.entries()) {
      setItem(item, index + 1);
      setReference(references[index], index + 1, wordsOf(item));
      if (list.children[index] !== item) {
        list.insertBefore(item, list.children[index] ?? null);
      }
    }
    while (list.children.length > items.length) {
      list.lastElementChild.remove();
    }
  }
  editor.fire("unlockSnapshot");
}

// --- the dialog

function hasWords({ said, task }, dialog) {
  if (task !== "remove" && !said.trim()) {
    complain(dialog, words.nonote, "said");
    return false;
  }
  return true;
}

function placeBehind(editor, element) {
  const range = editor.createRange();
  range.setStartAfter(element);
  range.collapse(true);
  range.select();
}

function addNote(editor, said) {
  const number = editor.editable().$.querySelectorAll("sup.footnote").length + 1;
  const link = `<a href="#neu-${number}" title="${escaped(said)}">${number}</a>`;
  const sup = CKEDITOR.dom.element.createFromHtml(`<sup class="footnote">${link}</sup>`);
  const outer = around(editor, "a");
  if (outer) {
    // A link holds no other one.
    placeBehind(editor, outer);
  }
  editor.insertElement(sup);
  tidyNotes(editor);
  // Go on writing behind the number, not in it.
  placeBehind(editor, sup);
}

/** Return the reference that is pressed, or stands right before the caret. */
function referenceAt(editor) {
  const inside = around(editor, (element) => element.is("sup") && element.hasClass("footnote"));
  if (inside) {
    return inside.$;
  }
  const range = editor.getSelection()?.getRanges()[0];
  const before = range?.collapsed && range.getPreviousNode((node) => node.getText() !== "");
  const sup = before?.getAscendant?.("sup", true);
  return sup?.hasClass("footnote") ? sup.$ : null;
}

async function editNote(editor, sup = referenceAt(editor)) {
  const back = keepPlace(editor);
  const item = sup && document.getElementById(addressIn(sup.querySelector("a")).slice(1));
  const before = item ? wordsOf(item) : "";
  const answers = await ask("note", {
    values: { said: before },
    check: hasWords,
    prepare(dialog) {
      dialog.querySelector("[data-kept]").hidden = !item;
    },
  });
  back();
  if (!answers) {
    return;
  }
  asOneStep(editor, () => {
    if (answers.task === "remove") {
      placeBehind(editor, new CKEDITOR.dom.element(sup));
      sup.remove();
    } else if (!item) {
      addNote(editor, answers.said.trim());
    } else if (answers.said.trim() !== before) {
      item.textContent = answers.said.trim();
    }
    tidyNotes(editor);
  });
}

addTool((editor) => {
  addButton(editor, "PortalNote", {
    keystroke: CKEDITOR.CTRL + CKEDITOR.ALT + 70,
    run: (one) => editNote(one),
  });
  editor.on("doubleclick", ({ data }) => {
    const sup = data.element.getAscendant("sup", true);
    if (sup?.hasClass("footnote")) {
      editNote(editor, sup.$);
    }
  });
  let timer = 0;
  editor.on("change", () => {
    clearTimeout(timer);
    timer = setTimeout(tidyNotes, NOTES_PAUSE, editor);
  });
  editor.on("contentDom", () => tidyNotes(editor));
  // Before the text leaves the editor its numbers are right, however quickly that happens.
  editor.on("beforeGetData", () => tidyNotes(editor));
  const plain = (element) => {
    delete element.attributes.contenteditable;
    delete element.attributes.title;
  };
  const rules = {
    elements: {
      sup: (element) => {
        plain(element);
        if (element.hasClass("footnote")) {
          element.children.forEach((child) => child.attributes && plain(child));
        }
      },
      a: (element) => {
        delete element.attributes.contenteditable;
        delete element.attributes.style;
      },
    },
  };
  // What cannot be typed into is passed over otherwise.
  editor.dataProcessor.htmlFilter.addRules(rules, { applyToAll: true });
});
