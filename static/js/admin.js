// Small comforts of every admin page; all of them work without this script too.

// Menus and verbs that open downwards close with Escape and give the focus back.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
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
