// Links: to an article of this portal, to a file of this article, outward.

import {
  addButton,
  addTool,
  around,
  articleForm,
  ask,
  asOneStep,
  complain,
  escaped,
  keepPlace,
  offerFiles,
  selectedText,
  words,
} from "./editor-core.js";

const SEARCH_PAUSE = 250;
const ARTICLE = /^\/bai-viet\//;
const MAIL = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/;
const ALLOWED = /^(https?:\/\/[^\s/]+|mailto:[^\s]+|tel:[+\d][\d\s.-]*$|\/[^/\\\s]|\/$)/i;

// --- addresses

/** Return the address that was meant, or an empty text when it is none that may be linked to. */
export function outwardAddress(typed) {
  let address = typed.trim();
  if (MAIL.test(address)) {
    address = `mailto:${address}`;
  } else if (/^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#].*)?$/i.test(address)) {
    address = `https://${address}`;
  }
  if (address.startsWith(`${location.origin}/`)) {
    address = address.slice(location.origin.length);
  }
  return ALLOWED.test(address) ? address : "";
}

// --- finding an article: a combobox with a list of its own

function watchSearch(dialog) {
  const input = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]");
  const note = dialog.querySelector("[data-found]");
  const address = dialog.querySelector("[name=article]");
  let current = -1;
  let timer = 0;
  let asked = 0;

  const options = () => [...list.children];
  const show = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  };
  const move = (index) => {
    current = index;
    for (const [place, option] of options().entries()) {
      option.setAttribute("aria-selected", String(place === index));
    }
    const option = options()[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const choose = (option) => {
    input.value = option.dataset.title;
    address.value = option.dataset.address;
    show(false);
    move(-1);
    note.textContent = `${words.chosen} ${option.dataset.title}`;
  };
  const find = async () => {
    const turn = ++asked;
    const query = new URLSearchParams({ q: input.value });
    let articles = [];
    try {
      const answer = await fetch(`${articleForm.dataset.links}?${query}`);
      ({ articles } = await answer.json());
    } catch {
      note.textContent = words.notSearched;
      return;
    }
    if (turn !== asked || !dialog.open) {
      return;
    }
    list.replaceChildren(...articles.map((found, place) => optionOf(found, place)));
    move(-1);
    show(articles.length > 0);
    note.textContent = `${words.found} ${articles.length}`;
  };

  input.addEventListener("input", () => {
    address.value = "";
    clearTimeout(timer);
    timer = setTimeout(find, SEARCH_PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const { length } = list.children;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) {
        find();
      } else {
        const step = event.key === "ArrowDown" ? 1 : -1;
        move(current < 0 && step < 0 ? length - 1 : (current + step + length) % length);
      }
    } else if (event.key === "Enter" && isOpen && current >= 0) {
      event.preventDefault();
      choose(options()[current]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      choose(option);
    }
  });
}

function optionOf({ title, address, about }, place) {
  const option = document.createElement("li");
  option.id = `found-article-${place}`;
  option.role = "option";
  option.dataset.title = title;
  option.dataset.address = address;
  const small = document.createElement("span");
  small.className = "small";
  small.textContent = about;
  option.append(title, small);
  return option;
}

// --- the dialog

function watchWays(dialog) {
  const settle = () => {
    const way = dialog.querySelector("[name=way]:checked").value;
    for (const part of dialog.querySelectorAll("[data-way]")) {
      part.hidden = part.dataset.way !== way;
    }
    const [file] = dialog.querySelector("[name=file]").selectedOptions;
    dialog.querySelector("[name=fileTitle]").value = file?.text ?? "";
  };
  for (const choice of dialog.querySelectorAll("[name=way], [name=file]")) {
    choice.addEventListener("change", settle);
  }
  settle();
}

function addressOf({ way, article, file, address }) {
  return { article, file, address: outwardAddress(address) }[way] ?? "";
}

function checkLink(answers, dialog) {
  if (!addressOf(answers)) {
    const fields = { article: "search", file: "file", address: "address" };
    complain(dialog, words[`no${answers.way}`], fields[answers.way]);
    return false;
  }
  if ("text" in answers && !answers.text.trim() && answers.way === "address") {
    complain(dialog, words.nolinktext, "text");
    return false;
  }
  return true;
}

function wayTo(address, files) {
  if (!address || ARTICLE.test(address)) {
    return "article";
  }
  return files.includes(address) ? "file" : "address";
}

function askForLink(link, selected) {
  const address = link?.data("cke-saved-href") ?? link?.getAttribute("href") ?? "";
  const needsText = !selected || Boolean(link && !link.findOne("img"));
  return ask("link", {
    values: { text: link ? link.getText() : "", address, article: address, search: address },
    check: checkLink,
    prepare(dialog) {
      offerFiles(dialog.querySelector("[name=file]"));
      const files = [...dialog.querySelectorAll("[name=file] option")].map((one) => one.value);
      const way = wayTo(address, files);
      dialog.querySelector(`[name=way][value=${way}]`).checked = true;
      if (way === "file") {
        dialog.querySelector("[name=file]").value = address;
      }
      if (way !== "article") {
        dialog.querySelector("[name=article]").value = "";
        dialog.querySelector("[name=search]").value = "";
      }
      if (way !== "address") {
        dialog.querySelector("[name=address]").value = "";
      }
      dialog.querySelector("[data-kept]").hidden = !link;
      if (!needsText) {
        dialog.querySelector("[data-text]").remove();
      }
      watchWays(dialog);
      watchSearch(dialog);
      const part = dialog.querySelector(`[data-way=${way}]`);
      part.querySelector("input:not([type=hidden]), select").dataset.first = "";
    },
  });
}

function wordsFor({ text, way, search, fileTitle, address }) {
  return text?.trim() || { article: search, file: fileTitle, address }[way];
}

function setLink(editor, link, answers) {
  const address = addressOf(answers);
  const named = wordsFor(answers);
  if (link) {
    link.setAttributes({ href: address, "data-cke-saved-href": address });
    if (answers.text !== undefined && answers.text.trim() !== link.getText().trim()) {
      link.setText(named);
    }
  } else if (answers.text === undefined) {
    const attributes = { href: address, "data-cke-saved-href": address };
    editor.applyStyle(new CKEDITOR.style({ element: "a", attributes }));
  } else {
    editor.insertHtml(`<a href="${escaped(address)}">${escaped(named)}</a>`);
  }
}

async function editLink(editor, pressed = null) {
  const back = keepPlace(editor);
  const link = pressed ?? around(editor, (element) => element.is("a") && !element.isReadOnly());
  const selected = selectedText(editor);
  const answers = await askForLink(link, selected);
  back();
  if (!answers) {
    return;
  }
  asOneStep(editor, () => {
    if (answers.task === "remove") {
      link.remove(true);
    } else {
      setLink(editor, link, answers);
    }
  });
}

addTool((editor) => {
  addButton(editor, "PortalLink", {
    icon: "link",
    keystroke: CKEDITOR.CTRL + 75,
    run: (one) => editLink(one),
  });
  editor.on("doubleclick", ({ data }) => {
    const link = data.element.getAscendant("a", true);
    if (link && !link.isReadOnly()) {
      editLink(editor, link);
    }
  });
});
