// Nothing typed is lost: every change is kept on this device at once and on the portal after a
// few seconds; what the portal has is taken off the device again.

const form = document.querySelector(".article-form");
const line = form.querySelector("[data-autosave]");
const said = form.querySelector("[data-autosave-said]");
const offers = document.querySelector("[data-unsaved-offers]");
const sessionAddress = document.querySelector(".session-dialog").dataset.address;
const { autosave: address, person } = line.dataset;

const PAUSE = 3000;
const TRY_AGAIN = 5000;
// How long somebody must have stopped typing before a dialog may take the keyboard.
const STILL = 1200;
const PATIENCE = 8000;
const SERVER_FAULT = 500;
// Writing to the device follows each key while that takes no more milliseconds than nobody feels;
// in a very long text it takes at most a tenth of the time.
const CHEAP = 50;
const SHARE = 10;
const DEVICE_LIFE = 30 * 24 * 3600 * 1000;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "tab", "page", "taken"]);
const PREFIX = `autosave/${person}/`;

// --- the page's own name: each opened page has one, so two tabs never write over each other

function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const tabField = form.querySelector("[name=tab]");
tabField.value ||= newName();
const tab = tabField.value;

// Its place in the history has one, too: whoever comes back to a page that has made an article
// and sends it again means that article. Loaded again, the page is empty and begins another one.
const journey = performance.getEntriesByType("navigation")[0]?.type;
const isNew = journey === "navigate";
const pageField = form.querySelector("[name=page]");
pageField.value ||= (journey === "back_forward" && history.state?.page) || newName();
history.replaceState({ ...history.state, page: pageField.value }, "");

// --- what stands in the form

function editors() {
  return Object.values(globalThis.CKEDITOR?.instances ?? {});
}

function typed() {
  for (const editor of editors()) {
    if (editor.status === "ready") {
      editor.updateElement();
    }
  }
  const entries = [...new FormData(form)];
  return entries.filter(([name, value]) => typeof value === "string" && !NOT_TYPED.has(name));
}

// --- the device

function onDevice(name, kept) {
  try {
    if (kept === undefined) {
      localStorage.removeItem(name);
    } else {
      localStorage.setItem(name, JSON.stringify(kept));
    }
  } catch {
    // Storage is switched off or full: the portal remains.
  }
}

function leftOnDevice() {
  try {
    return Object.entries(localStorage).filter(
      ([name]) => name.startsWith(PREFIX) && name !== PREFIX + tab,
    );
  } catch {
    return [];
  }
}

// --- what the line below the form says; only changes of state are read aloud

let state = "";

function tell(next, words) {
  line.textContent = words;
  if (next !== state) {
    const isBack = next === "saved" && state !== "";
    said.textContent = isBack ? line.dataset.back : next === "saved" ? "" : words;
    state = next;
  }
}

// --- the portal

const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

async function post(to, name, turn, entries) {
  const body = new URLSearchParams(entries);
  for (const [key, value] of Object.entries({ person, tab: name, turn })) {
    body.set(key, value);
  }
  return fetch(to, {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body,
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

let unsent;
let turn = 0;
let timer;
let sending = Promise.resolve();

function sendSoon(after = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(send, after);
}

function send() {
  clearTimeout(timer);
  timer = undefined;
  sending = sending.catch(() => {}).then(sendNow);
  return sending;
}

// Returns "saved", "away", "ended" or "refused".
async function sendNow() {
  const mine = unsent;
  if (!mine) {
    return "saved";
  }
  let answer;
  let at;
  try {
    answer = await post(address, tab, mine.turn, mine.entries);
    if (answer.ok) {
      // Whatever stands between may answer with a page of its own.
      ({ at } = await answer.json());
    }
  } catch {
    tell("away", line.dataset.away);
    sendSoon(TRY_AGAIN);
    return "away";
  }
  if (hasEnded(answer)) {
    tell("ended", line.dataset.ended);
    askForPassword();
    return "ended";
  }
  if (!answer.ok) {
    const { sentence } = await answer.json().catch(() => ({}));
    tell("refused", sentence ?? line.dataset.away);
    if (answer.status >= SERVER_FAULT) {
      sendSoon(TRY_AGAIN);
    }
    return "refused";
  }
  tell("saved", line.dataset.saved.replace("{time}", at));
  if (unsent.turn === mine.turn) {
    unsent = undefined;
    onDevice(PREFIX + tab);
  } else if (timer === undefined) {
    sendSoon();
  }
  return "saved";
}

// --- every change

let known = JSON.stringify(typed());
let hasChanged = false;
let lastKey = 0;
let writing;

function write() {
  clearTimeout(writing);
  writing = undefined;
  const began = performance.now();
  const entries = typed();
  const text = JSON.stringify(entries);
  if (text !== known) {
    known = text;
    // Grows over reloads of a refused form, too, which keeps the page's name.
    turn = Math.max(turn + 1, Date.now());
    unsent = { turn, entries };
    onDevice(PREFIX + tab, { to: address, at: Date.now(), ...unsent });
    if (timer === undefined) {
      sendSoon();
    }
  }
  return performance.now() - began;
}

// What one writing takes, in milliseconds; a single slow one among quick ones says little.
let cost = 0;

function measuredWrite() {
  cost += (write() - cost) / 4;
}

function note() {
  hasChanged = true;
  lastKey = Date.now();
  if (cost <= CHEAP) {
    measuredWrite();
  } else {
    writing ??= setTimeout(measuredWrite, cost * SHARE);
  }
}

form.addEventListener("input", note);
form.addEventListener("change", note);
form.addEventListener("portal:editor", ({ detail: { editor } }) => {
  editor.on("instanceReady", () => {
    // The editor writes some things its own way; that alone is no change.
    if (hasChanged) {
      note();
    } else {
      known = JSON.stringify(typed());
    }
    editor.on("change", note);
  });
});
// Over a slow line somebody has typed before this script was there.
const texts = [...form.querySelectorAll("textarea")];
if (isNew && texts.some((field) => field.value !== field.defaultValue)) {
  known = "";
  form.dispatchEvent(new Event("input"));
}
// Leaving: what the device has not got yet goes there now.
window.addEventListener("pagehide", () => hasChanged && write());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && hasChanged) {
    write();
    send();
  }
});
window.addEventListener("online", send);

// --- a session that has ended

let isAsking = false;
let wasLeft = false;

function askForPassword(now = false) {
  if (!now && (isAsking || wasLeft)) {
    return;
  }
  const still = Date.now() - lastKey;
  if (!now && still < STILL) {
    setTimeout(askForPassword, STILL - still);
    return;
  }
  isAsking = true;
  document.dispatchEvent(new Event("session-ended"));
}

const renewedOrLeft = () =>
  new Promise((resolve) => {
    document.addEventListener("session-renewed", () => resolve(true), { once: true });
    document.addEventListener("session-left", () => resolve(false), { once: true });
  });

document.addEventListener("session-renewed", () => {
  isAsking = wasLeft = false;
  send();
});
document.addEventListener("session-left", () => {
  isAsking = false;
  wasLeft = true;
});

// Returns whether the person of this page is logged in; asks for the password if not.
async function isLoggedIn() {
  const answer = await fetch(sessionAddress, { signal: AbortSignal.timeout(PATIENCE) });
  const there = await answer.json();
  if (String(there.person) === person) {
    document.dispatchEvent(new CustomEvent("session-token", { detail: there.token }));
    return true;
  }
  const decided = renewedOrLeft();
  askForPassword(true);
  return decided;
}

// --- saving: tried by keeping first, so an ended session or a dead network costs nothing

let isChecked = false;
let isChecking = false;

async function checkThenSubmit(button) {
  isChecking = true;
  let goesOn;
  try {
    write();
    goesOn = await isLoggedIn();
    // What is kept now is offered again should the save itself be lost on its way.
    goesOn &&= (await send()) !== "away";
  } catch (fault) {
    // A slow portal is no reason against the save itself; a dead network is.
    goesOn = fault.name === "TimeoutError";
    if (!goesOn) {
      tell("away", line.dataset.away);
      sendSoon(TRY_AGAIN);
    }
  }
  isChecking = false;
  if (goesOn) {
    isChecked = true;
    clearTimeout(timer);
    form.requestSubmit(button);
    isChecked = false;
  }
}

// On the window, before everything else that listens: it may not be sent at all.
window.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || isChecked) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!isChecking) {
      checkThenSubmit(event.submitter);
    }
  },
  { capture: true },
);
// A preview opens beside the form, which stays as unsaved as it was.
form.addEventListener("submit", ({ submitter }) => {
  if (submitter?.formTarget) {
    setTimeout(() => form.dispatchEvent(new Event("input")));
  }
});

// --- texts of tabs that are gone: sent now, and offered on this page

async function sendLeftovers() {
  let count = 0;
  for (const [name, raw] of leftOnDevice()) {
    const { to, at, turn: sent, entries } = JSON.parse(raw);
    if (Date.now() - at > DEVICE_LIFE) {
      onDevice(name);
      continue;
    }
    const answer = await post(to, name.slice(PREFIX.length), sent, entries);
    if (answer.ok) {
      count += 1;
      // A tab that still lives may have written more since.
      if (localStorage.getItem(name) === raw) {
        onDevice(name);
      }
    }
  }
  if (count) {
    const answer = await fetch(`${offers.dataset.unsavedOffers}?tab=${tab}`);
    if (answer.ok && !answer.redirected) {
      offers.innerHTML = await answer.text();
    }
  }
}

sendLeftovers().catch(() => {
  // The network is away; they stay on the device until the next form is opened.
});

// Dropping an offered text leaves alone what is being typed below it.
offers.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target: dropping } = event;
  const offer = dropping.closest(".unsaved");
  // The log-in's page, where an ended session is led to, looks like an answer.
  if (!(await isLoggedIn().catch(() => false))) {
    return;
  }
  const answer = await fetch(dropping.action, {
    method: "POST",
    body: new FormData(dropping),
    redirect: "manual",
  });
  if (answer.type === "opaqueredirect") {
    const all = [...offers.querySelectorAll(".unsaved")];
    const place = all.indexOf(offer);
    const near = all[place + 1] ?? all[place - 1];
    offer.remove();
    offers.querySelector(".more-unsaved:not(:has(.unsaved))")?.remove();
    goOnAt(near);
  }
});

// The keyboard goes on beside what is gone.
function goOnAt(offer) {
  const folded = offer?.closest("details:not([open])")?.querySelector("summary");
  const next = folded ?? offer?.querySelector("a") ?? form.querySelector(".title-field");
  next.focus();
}
