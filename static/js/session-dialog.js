// A session that has ended while somebody works: the password is asked for on the page itself.
// Listens for "session-ended" on the document, answers with "session-renewed" or "session-left".

const dialog = document.querySelector(".session-dialog");
const fault = dialog?.querySelector("[data-fault]");
const password = dialog?.querySelector("[name=password]");
const { address, person, locked, away } = dialog?.dataset ?? {};

// Every form of the page proves its origin with the token of the session that holds now.
function renew(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    field.value = token;
  }
}

async function whoIsThere() {
  const answer = await fetch(address, { signal: AbortSignal.timeout(8000) });
  return answer.json();
}

async function logIn() {
  // The old proof may be gone together with the session.
  const { token } = await whoIsThere();
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    person,
    username: dialog.querySelector("[name=username]").value,
    password: password.value,
  });
  const answer = await fetch(address, { method: "POST", body });
  if (answer.status === 429) {
    return locked;
  }
  const { token: renewed, sentence } = await answer.json();
  if (answer.ok) {
    renew(renewed);
  }
  return answer.ok ? "" : sentence;
}

async function logInAndGoOn(event) {
  event.preventDefault();
  try {
    fault.textContent = await logIn();
  } catch {
    fault.textContent = away;
  }
  password.value = "";
  if (fault.textContent) {
    password.focus();
    return;
  }
  dialog.close("renewed");
}

function tellEnd() {
  const isRenewed = dialog.returnValue === "renewed";
  dialog.returnValue = "";
  document.dispatchEvent(new Event(isRenewed ? "session-renewed" : "session-left"));
}

function askForPassword() {
  if (!dialog.open) {
    fault.textContent = "";
    dialog.showModal();
    password.focus();
  }
}

// --- before anything is sent: whoever has to log in again finds it as it was

const renewedOrLeft = () =>
  new Promise((resolve) => {
    document.addEventListener("session-renewed", () => resolve(true), { once: true });
    document.addEventListener("session-left", () => resolve(false), { once: true });
  });

async function isLoggedIn() {
  try {
    const there = await whoIsThere();
    if (String(there.person) === person) {
      // Another tab may have logged in again: that session is this page's, too.
      renew(there.token);
      return true;
    }
  } catch {
    // The portal is slow or out of reach: the browser itself tells of it.
    return true;
  }
  const decided = renewedOrLeft();
  askForPassword();
  return decided;
}

let checked;
const checking = new Set();

async function checkThenSubmit(form, button) {
  checking.add(form);
  const goesOn = await isLoggedIn();
  checking.delete(form);
  if (goesOn) {
    checked = form;
    form.requestSubmit(button);
    checked = undefined;
  }
}

function holdBack(event) {
  const form = event.target;
  // The article form has its own way, which keeps the text first.
  if (form.method !== "post" || form === checked || form.matches(".article-form, [data-leaves]")) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!checking.has(form)) {
    checkThenSubmit(form, event.submitter);
  }
}

if (dialog) {
  dialog.querySelector("form").addEventListener("submit", logInAndGoOn);
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close("later"));
  dialog.addEventListener("close", tellEnd);
  document.addEventListener("session-ended", askForPassword);
  document.addEventListener("session-token", ({ detail }) => renew(detail));
  window.addEventListener("submit", holdBack, { capture: true });
}
