// A session that has ended while somebody writes: the password is asked for on the page itself.
// Listens for "session-ended" on the document, answers with "session-renewed" or "session-left".

const dialog = document.querySelector(".session-dialog");
const fault = dialog.querySelector("[data-fault]");
const password = dialog.querySelector("[name=session_password]");
const { address, person, locked, away } = dialog.dataset;

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
    username: dialog.querySelector("[name=session_name]").value,
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

dialog.querySelector("form").addEventListener("submit", async (event) => {
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
});

dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close("later"));
dialog.addEventListener("close", () => {
  const isRenewed = dialog.returnValue === "renewed";
  dialog.returnValue = "";
  document.dispatchEvent(new Event(isRenewed ? "session-renewed" : "session-left"));
});
document.addEventListener("session-ended", () => {
  if (!dialog.open) {
    fault.textContent = "";
    dialog.showModal();
    password.focus();
  }
});
// Another tab has logged in again: that session is this page's, too.
document.addEventListener("session-token", ({ detail }) => renew(detail));
