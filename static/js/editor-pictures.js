// Pictures in the text: by button, dropped or pasted; each asks once what is to be seen.
// Whoever has picture files for the text sends "portal:picture-files" with {files} to the form.

import {
  addButton,
  addTool,
  articleForm,
  ask,
  asOneStep,
  complain,
  escaped,
  insertBlock,
  keepPlace,
  tell,
  words,
} from "./editor-core.js";

const ALIGNED = ["text-center", "text-right"];
const FOCUS = /focus-x-(\d+) focus-y-(\d+)/;
const chooser = articleForm.querySelector("[data-picture-files]");

// --- asking

function decide(answers, dialog) {
  const isDecided = answers.alt?.trim() || answers.decorative;
  if (!isDecided) {
    complain(dialog, words.undecided, "alt");
  }
  return Boolean(isDecided);
}

function askAbout(address, values, { kept = false, place = "" } = {}) {
  return ask("picture", {
    values,
    check: decide,
    prepare(dialog) {
      dialog.querySelector("[data-preview]").src = address;
      dialog.querySelector("[data-kept]").hidden = !kept;
      dialog.querySelector("[data-place]").textContent = place;
      const [alt, decorative] = ["alt", "decorative"].map((name) =>
        dialog.querySelector(`[name=${name}]`),
      );
      const settle = () => {
        alt.disabled = decorative.checked;
      };
      decorative.addEventListener("change", settle);
      settle();
    },
  }).then((answers) => answers && { alt: "", ...answers });
}

function captionHtml({ caption, credit }) {
  const source = credit.trim() && `<small>${escaped(credit)}</small>`;
  return [escaped(caption), source].filter(Boolean).join(" ");
}

// "50-15" is the middle from the left, high up.
function focusClasses({ focus }) {
  const [left, top] = focus.split("-");
  return `focus-x-${left} focus-y-${top}`;
}

function setFocus(image, answers) {
  image.$.classList.remove(...[...image.$.classList].filter((name) => name.startsWith("focus-")));
  if (answers.focus) {
    image.$.classList.add(...focusClasses(answers).split(" "));
  }
}

function figureHtml(address, answers) {
  const caption = captionHtml(answers);
  const classes = ["image", answers.align].filter(Boolean).join(" ");
  const below = caption && `<figcaption>${caption}</figcaption>`;
  const focus = answers.focus && ` class="${focusClasses(answers)}"`;
  return `<figure class="${classes}"><img src="${escaped(address)}" alt="${escaped(answers.alt)}"${focus}>${below}</figure>`;
}

// --- from files to the text

const isLoggedInAgain = () =>
  new Promise((resolve) => {
    document.addEventListener("session-renewed", () => resolve(true), { once: true });
    document.addEventListener("session-left", () => resolve(false), { once: true });
    document.dispatchEvent(new Event("session-ended"));
  });

async function sendPicture(file) {
  const body = new FormData();
  body.append("upload", file);
  try {
    const token = articleForm.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(articleForm.dataset.upload, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body,
    });
    const hasEnded = answer.redirected || answer.headers.get("X-Refused") === "origin";
    if (hasEnded && (await isLoggedInAgain())) {
      return sendPicture(file);
    }
    return await answer.json();
  } catch {
    return { error: { message: words.notSent } };
  }
}

// One after another, also when more are dropped while a dialog is open.
let queue = Promise.resolve();

function takePictures(editor, files) {
  const back = keepPlace(editor);
  queue = queue.then(() => askOneByOne(editor, [...files], back));
  return queue;
}

async function askOneByOne(editor, files, back) {
  const faults = [];
  let goBack = back;
  for (const [index, file] of files.entries()) {
    const place = files.length > 1 ? `${index + 1}/${files.length}` : "";
    tell(`${words.sending} ${place}`);
    const { url, error } = await sendPicture(file);
    tell("");
    if (error) {
      faults.push(`${file.name}: ${error.message}`);
      continue;
    }
    const answers = await askAbout(url, {}, { place });
    goBack();
    if (answers) {
      insertBlock(editor, figureHtml(url, answers));
      goBack = keepPlace(editor);
    }
  }
  tell(faults.join(" "));
}

// --- a picture that stands in the text

function valuesOf(element) {
  const image = element.is("img") ? element : element.findOne("img");
  const caption = element.is("img") ? null : element.findOne("figcaption");
  const credit = caption?.findOne("small")?.getText() ?? "";
  const whole = caption?.getText() ?? "";
  return {
    image,
    alt: image.getAttribute("alt") ?? "",
    decorative: !image.getAttribute("alt"),
    caption: credit ? whole.slice(0, whole.lastIndexOf(credit)).trim() : whole.trim(),
    credit,
    align: ALIGNED.find((name) => element.hasClass(name)) ?? "",
    focus: image.getAttribute("class")?.match(FOCUS)?.slice(1).join("-") ?? "",
  };
}

function alter(figure, before, answers) {
  before.image.setAttribute("alt", answers.alt.trim());
  setFocus(before.image, answers);
  for (const name of ALIGNED) {
    figure.removeClass(name);
  }
  if (answers.align) {
    figure.addClass(answers.align);
  }
  // Words that were left alone keep what is bold or linked in them.
  if (answers.caption !== before.caption || answers.credit !== before.credit) {
    figure.findOne("figcaption")?.remove();
    const html = captionHtml(answers);
    if (html) {
      figure.append(CKEDITOR.dom.element.createFromHtml(`<figcaption>${html}</figcaption>`));
    }
  }
}

function makeFigure(editor, widget, answers) {
  const address = widget.element.getAttribute("src");
  const holder = widget.wrapper.getAscendant(["p", "a"], false) ?? widget.wrapper;
  const range = editor.createRange();
  range.setStartAfter(holder);
  range.collapse(true);
  const isAlone = holder.getText().trim() === "" && holder.find("img").count() === 1;
  editor.widgets.del(widget);
  range.select();
  editor.insertHtml(figureHtml(address, answers));
  if (isAlone && !holder.equals(widget.wrapper)) {
    holder.remove();
  }
}

async function editPicture(editor, widget) {
  const before = valuesOf(widget.element);
  const answers = await askAbout(before.image.getAttribute("src"), before, { kept: true });
  editor.focus();
  if (!answers) {
    widget.focus();
    return;
  }
  asOneStep(editor, () => {
    if (answers.task === "remove") {
      editor.widgets.del(widget);
    } else if (widget.element.is("figure")) {
      alter(widget.element, before, answers);
      widget.focus();
    } else if (answers.caption || answers.credit || answers.align) {
      makeFigure(editor, widget, answers);
    } else {
      before.image.setAttribute("alt", answers.alt.trim());
      setFocus(before.image, answers);
      widget.focus();
    }
  });
}

// --- dropped files; those of a clipboard come from editor-paste.js

function picturesIn(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

function watchDrops(editor) {
  const area = editor.editable().$;
  const listen = (name, act) => area.addEventListener(name, act, { capture: true });
  listen("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
    }
  });
  listen("drop", (event) => {
    const files = picturesIn(event.dataTransfer);
    if (files.length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const caret = document.caretRangeFromPoint?.(event.clientX, event.clientY);
      if (caret) {
        area.focus();
        getSelection().removeAllRanges();
        getSelection().addRange(caret);
      }
      takePictures(editor, files);
    }
  });
}

addTool((editor) => {
  editor.widgets.add("portalPicture", {
    upcast: (element) =>
      (element.name === "figure" && element.find("img", true).length === 1) ||
      (element.name === "img" && !element.getAscendant("figure")),
    edit(event) {
      event.cancel();
      editPicture(editor, this);
    },
    init() {
      // The bundle makes a landmark of each, with every change; ten pictures are no ten landmarks.
      const last = 10_000;
      this.on("data", () => this.wrapper.setAttribute("role", "group"), null, null, last);
    },
    getLabel() {
      const { image, caption } = valuesOf(this.element);
      return `${words.picture}: ${image.getAttribute("alt") || caption}`;
    },
  });
  addButton(editor, "PortalPicture", {
    icon: "image",
    run() {
      const { focused } = editor.widgets;
      if (focused?.name === "portalPicture") {
        editPicture(editor, focused);
      } else {
        chooser.click();
      }
    },
  });
  editor.on("contentDom", () => watchDrops(editor));
  chooser.addEventListener("change", () => {
    const files = [...chooser.files];
    chooser.value = "";
    takePictures(editor, files);
  });
  articleForm.addEventListener("portal:picture-files", ({ detail }) =>
    takePictures(editor, detail.files),
  );
});
