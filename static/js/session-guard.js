// A form that was open for long is sent only while its person is still logged in; if not, the
// password is asked for on the page, so a reason or a row of fields typed there is not lost.
// The article's form looks for itself (article-autosave.js).

const { address: sessionAddress, person: owner } =
  document.querySelector(".session-dialog").dataset;
const FRESH = 60_000;
const PATIENCE = 8000;
const opened = Date.now();
let isChecked = false;

// Returns whether the person of this page is logged in; asks for the password if not.
async function isLoggedIn() {
  const answer = await fetch(sessionAddress, { signal: AbortSignal.timeout(PATIENCE) });
  const there = await answer.json();
  if (String(there.person) === owner) {
    // Logged in again in another tab, perhaps: the page's proof of origin is of the session before.
    document.dispatchEvent(new CustomEvent("session-token", { detail: there.token }));
    return true;
  }
  return new Promise((resolve) => {
    document.addEventListener("session-renewed", () => resolve(true), { once: true });
    document.addEventListener("session-left", () => resolve(false), { once: true });
    document.dispatchEvent(new Event("session-ended"));
  });
}

async function checkThenSubmit(form, button) {
  // Where the portal does not answer, the browser says so better than this page.
  if (await isLoggedIn().catch(() => true)) {
    isChecked = true;
    form.requestSubmit(button);
    isChecked = false;
  }
}

// On the window, before everything else that listens.
window.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    // Whoever logs out is not asked to log in for it.
    const isOurs = form.method === "post" && !form.matches(".article-form, [action$='/logout/']");
    if (!isOurs || isChecked || Date.now() - opened < FRESH) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    checkThenSubmit(form, submitter);
  },
  { capture: true },
);
