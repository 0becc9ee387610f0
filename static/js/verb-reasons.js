// A reason that is being written is not lost with its tab: it is kept on this device at once and
// on the portal after a few seconds; what the portal has is taken off the device again. The page
// brings what the portal has; what only the device has is put into its field here.

const { person } = document.querySelector(".session-dialog").dataset;
const PAUSE = 3000;
const TRY_AGAIN = 5000;
const PATIENCE = 8000;
const TOO_MUCH = 413;
const SERVER_FAULT = 500;
const DEVICE_LIFE = 30 * 24 * 3600 * 1000;
const PREFIX = `reason/${person}/`;
const forms = [...document.querySelectorAll("form[data-keep]")];

function onDevice(address, kept) {
  try {
    if (kept === undefined) {
      localStorage.removeItem(PREFIX + address);
    } else {
      localStorage.setItem(PREFIX + address, JSON.stringify(kept));
    }
  } catch {
    // Storage is switched off or full: the portal remains.
  }
}

function leftOnDevice() {
  try {
    const entries = Object.entries(localStorage).filter(([name]) => name.startsWith(PREFIX));
    return entries.map(([name, raw]) => [name.slice(PREFIX.length), JSON.parse(raw)]);
  } catch {
    return [];
  }
}

function tell(form, name, { at = "", sentence } = {}) {
  const line = form.querySelector("[data-kept]");
  const words = sentence ?? line.dataset[name].replace("{time}", at);
  // The same words again would be read aloud again.
  if (line.textContent !== words) {
    line.textContent = words;
  }
}

async function post(form, address, { turn, reason }) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token },
    body: new URLSearchParams({ person, turn, reason }),
    // A session that has ended would be led to the log-in's page.
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
}

const hasEnded = ({ type, status, headers }) =>
  type === "opaqueredirect" ||
  status === 401 ||
  // The proof of origin went with the session; a refusal by role is meant.
  (status === 403 && headers.get("X-Refused") === "origin");

// What is not on the portal yet, when it is to be sent, and what is on its way.
const unsent = new Map();
const timers = new Map();
const sending = new Map();

function sendSoon(form, after = PAUSE) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(send, after, form));
}

function send(form) {
  clearTimeout(timers.get(form));
  const going = (sending.get(form) ?? Promise.resolve()).then(() => sendNow(form));
  sending.set(form, going);
  return going;
}

async function sendNow(form) {
  const mine = unsent.get(form);
  if (!mine) {
    return;
  }
  const address = form.dataset.keep;
  let answer;
  let told;
  try {
    answer = await post(form, address, mine);
    // A portal that is starting, or whatever stands between, answers with a page of its own.
    const mustTell = answer.ok || answer.status >= SERVER_FAULT;
    told = mustTell || answer.status === TOO_MUCH ? await answer.json() : {};
  } catch {
    tell(form, "away");
    sendSoon(form, TRY_AGAIN);
    return;
  }
  if (!answer.ok) {
    tell(form, hasEnded(answer) ? "ended" : "refused", told);
    return;
  }
  if (unsent.get(form) === mine) {
    unsent.delete(form);
    onDevice(address);
    tell(form, "saved", told);
  }
}

function note(form) {
  // Later than what the portal has, which a device with a faster clock may have sent.
  const line = form.querySelector("[data-kept]");
  const turn = Math.max(Date.now(), Number(line.dataset.turn) + 1);
  line.dataset.turn = turn;
  const kept = { at: Date.now(), turn, reason: form.elements.reason.value };
  unsent.set(form, kept);
  onDevice(form.dataset.keep, kept);
  sendSoon(form);
}

for (const form of forms) {
  form.elements.reason.addEventListener("input", () => note(form));
}
document.addEventListener("session-renewed", () => forms.forEach(send));
window.addEventListener("online", () => forms.forEach(send));

// Kept first, then sent: so nothing that is kept later outlives the verb that was done.
window.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!unsent.has(form)) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form).finally(() => {
      clearTimeout(timers.get(form));
      unsent.delete(form);
      form.requestSubmit(submitter);
    });
  },
  { capture: true },
);

// What another device has brought to the portal since then stands in the field, and so does this.
function takeBack(form, { turn, reason }) {
  const field = form.elements.reason;
  if (turn > Number(form.querySelector("[data-kept]").dataset.turn)) {
    field.value = reason;
  } else if (!field.value.includes(reason)) {
    field.value += `\n\n${reason}`;
  }
  note(form);
}

// A reason of another page. Where the portal has a later one, it waits for that page to open.
async function passOn(address, kept) {
  const answer = await post(forms[0], address, kept).catch(() => null);
  const told = answer?.ok ? await answer.json().catch(() => ({})) : {};
  if (told.kept) {
    onDevice(address);
  }
}

for (const [address, kept] of leftOnDevice()) {
  const form = forms.find((one) => one.dataset.keep === address);
  if (Date.now() - kept.at > DEVICE_LIFE) {
    onDevice(address);
  } else if (form) {
    takeBack(form, kept);
    form.closest("details")?.setAttribute("open", "");
    tell(form, "back");
    send(form);
  } else if (forms.length) {
    passOn(address, kept);
  }
}
