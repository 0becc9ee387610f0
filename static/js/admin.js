// Small comforts of every admin page; all of them work without this script too.

// Menus and verbs that open downwards close with Escape and give the focus back.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// Who presses twice, as one opens a file, opens: the second press does not close again.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("summary")) {
    event.preventDefault();
  }
});

// A verb that was opened is gone on with in its first field.
document.addEventListener(
  "toggle",
  ({ target }) => {
    const isOpened = target.open && document.activeElement === target.querySelector("summary");
    if (isOpened && target.matches(".verb")) {
      target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    }
  },
  { capture: true },
);

// After a refusal the reader of the page begins with the reasons, after a mistake with the first
// field to correct; the editor's own field is hidden behind it, so there with the note above.
const fault =
  document.getElementById("refusals") ??
  document.querySelector("main [aria-invalid=true]:not(.body-editor *)") ??
  document.querySelector("main :is(.errornote, .errorlist):not(dialog *)");
if (fault) {
  if (!fault.matches("input, select, textarea")) {
    fault.tabIndex = -1;
  }
  fault.focus();
}

// What is too long is told beside its field, not cut off; what counts is what the form will count.
const limits = document.getElementById("limits");
const PATIENCE = 400;
const NEAR = 10;

function excess({ value, dataset }) {
  return [...value.trim().replaceAll("\n", "\r\n")].length - dataset.limit;
}

function tell(field) {
  const more = excess(field);
  const isNear = -more <= Math.max(field.dataset.limit / NEAR, NEAR);
  const words = more > 0 ? limits.dataset.over : isNear ? limits.dataset.left : "";
  const line = field.nextElementSibling;
  line.textContent = words.replace("{count}", Math.abs(more));
  line.className = more > 0 ? "limit errorlist" : "limit help";
}

const waiting = new WeakMap();

function watch(field) {
  if (!field.nextElementSibling?.matches(".limit")) {
    const line = document.createElement("p");
    line.className = "limit help";
    line.setAttribute("role", "status");
    field.after(line);
  }
  const isOver = excess(field) > 0;
  // A form that judges by itself sends nothing that is too long; the others are judged later.
  field.setCustomValidity(isOver ? limits.dataset.over.replace("{count}", excess(field)) : "");
  // Once somebody pauses: a screen reader is not to speak with every key.
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(tell, PATIENCE, field));
}

document.addEventListener("input", ({ target }) => target.dataset.limit && watch(target));
for (const field of document.querySelectorAll("[data-limit]")) {
  if (excess(field) > 0) {
    watch(field);
  }
}

// A second click on the same button sends nothing for a few seconds. Whoever comes back to the
// page, or finds that nothing has arrived, can send again.
const PAUSE = 4000;
const sending = document.getElementById("sending");

function setSending(form, isSending) {
  form.toggleAttribute("data-sending", isSending);
  for (const button of form.querySelectorAll("button[type=submit]")) {
    if (isSending) {
      button.setAttribute("aria-disabled", "true");
    } else {
      button.removeAttribute("aria-disabled");
    }
  }
  sending.textContent = isSending ? sending.dataset.sentence : "";
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") {
      return;
    }
    if (form.hasAttribute("data-sending")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    setSending(form, true);
    setTimeout(() => setSending(form, false), PAUSE);
  },
  { capture: true },
);

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sending]")) {
    setSending(form, false);
  }
});
