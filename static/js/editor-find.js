// Find and replace, beside the text rather than above it; the places found are painted, the text is
// not touched.

import {
  addButton,
  addTool,
  answersOf,
  keepPlace,
  raise,
  selectedText,
  words,
} from "./editor-core.js";

const PAINT = "found";
const PAINT_CURRENT = "found-now";
const BLOCKS = "p, h2, h3, h4, li, td, th, caption, figcaption, blockquote";

// --- finding

function bare(text) {
  // Letter by letter, so that every place in the folded text is the same place in the real one.
  return [...text]
    .map(
      (letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d")[0] ?? letter,
    )
    .join("");
}

function folded(text, { marks, capitals }) {
  const cased = capitals ? text : text.toLowerCase();
  return marks ? cased : bare(cased);
}

function textNodes(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(BLOCKS) === block && node.parentElement.isContentEditable
      ? NodeFilter.FILTER_ACCEPT
      : NodeFilter.FILTER_SKIP,
  );
  const nodes = [];
  while (walker.nextNode()) {
    nodes.push(walker.currentNode);
  }
  return nodes;
}

function rangeAt(nodes, start, end) {
  const range = new Range();
  let passed = 0;
  for (const node of nodes) {
    const { length } = node;
    if (start >= passed && start < passed + length) {
      range.setStart(node, start - passed);
    }
    if (end > passed && end <= passed + length) {
      range.setEnd(node, end - passed);
    }
    passed += length;
  }
  return range;
}

function placesOf(root, sought, manner) {
  const needle = folded(sought.normalize("NFC"), manner);
  const found = [];
  if (!needle) {
    return found;
  }
  for (const block of root.querySelectorAll(BLOCKS)) {
    const nodes = textNodes(block);
    const whole = folded(nodes.map((node) => node.data).join(""), manner);
    let at = whole.indexOf(needle);
    while (at >= 0) {
      found.push(rangeAt(nodes, at, at + needle.length));
      at = whole.indexOf(needle, at + needle.length);
    }
  }
  return found;
}

function paint(places, current) {
  if (!CSS.highlights) {
    return;
  }
  CSS.highlights.set(PAINT, new Highlight(...places));
  CSS.highlights.set(PAINT_CURRENT, new Highlight(...[places[current]].filter(Boolean)));
}

function replaceAt(range, text) {
  range.deleteContents();
  range.insertNode(document.createTextNode(text));
  range.commonAncestorContainer.normalize();
}

// --- the panel

function openFinder(editor) {
  if (document.querySelector("main > [data-dialog=find]")) {
    document.querySelector("main > [data-dialog=find] [name=sought]").focus();
    return;
  }
  const selected = selectedText(editor);
  const back = keepPlace(editor);
  const panel = raise("find", { sought: selected.includes("\n") ? "" : selected });
  const note = panel.querySelector("[data-found]");
  const root = editor.editable().$;
  let places = [];
  let current = -1;

  const show = () => {
    paint(places, current);
    note.textContent = places.length
      ? `${words.place} ${current + 1}/${places.length}`
      : words.nowhere;
    places[current]?.startContainer.parentElement?.scrollIntoView({ block: "center" });
  };
  const find = (step) => {
    const { sought, marks, capitals } = answersOf(panel);
    places = placesOf(root, sought, { marks, capitals });
    current = places.length ? (current + step + places.length) % places.length : -1;
    show();
  };
  const replace = (chosen) => {
    const { replacement } = answersOf(panel);
    editor.fire("saveSnapshot");
    // From the end, so that the places before it stay where they are.
    for (const place of [...chosen].reverse()) {
      replaceAt(place, replacement.normalize("NFC"));
    }
    editor.fire("saveSnapshot");
    editor.fire("change");
  };
  const acts = {
    next: () => find(1),
    previous: () => find(-1),
    one: () => {
      if (places[current]) {
        replace([places[current]]);
        current -= 1;
      }
      find(1);
    },
    all: () => {
      find(0);
      const { length } = places;
      replace(places);
      current = -1;
      find(0);
      note.textContent = `${words.replaced} ${length}`;
    },
  };

  panel.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    acts[event.submitter?.value || "next"]();
  });
  panel.addEventListener("input", (event) => {
    if (event.target.name !== "replacement") {
      current = 0;
      find(0);
    }
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      panel.close();
    }
  });
  panel.addEventListener("close", () => {
    paint([], -1);
    const place = places[current];
    back();
    if (place?.startContainer.isConnected) {
      getSelection().removeAllRanges();
      getSelection().addRange(place);
    }
  });
  panel.show();
  panel.querySelector("[name=sought]").select();
  if (selected) {
    current = 0;
    find(0);
  }
}

addTool((editor) => {
  addButton(editor, "PortalFind", {
    icon: "find",
    keystroke: CKEDITOR.CTRL + 70,
    run: openFinder,
  });
});
