// Files sent while one goes on writing: several at once, with progress, in pieces. After a failure
// the portal is asked how much has arrived, and what is missing is sent; so, too, when the tab was
// closed and the same file is chosen again. What one field takes is in article-fields.js.

const place = document.querySelector("[data-uploads]");
const rows = document.querySelector(".attachment-rows");
const chooser = place.querySelector("input[type=file]");
const list = place.querySelector("ul");
// Asked each time: logging in again on the page brings another one.
const token = () => document.querySelector(".article-form [name=csrfmiddlewaretoken]").value;
export const words = place.dataset;
const PIECE = 2 ** 20;
// A connection that has died without a sign says nothing for longer than any file is judged.
const SILENCE = 120_000;
const PAUSES = [1000, 3000, 9000, 27000, 60000];
const waiting = [];
let sending;

// --- one line for each file: its name, how far it is, what is wrong

export function addLine(file, list) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  said.setAttribute("role", "status");
  line.append(name, " ", bar, " ", said);
  list.append(line);
  return { line, bar, said };
}

function fail(entry, sentence, mayRetry) {
  entry.said.textContent = sentence;
  entry.said.className = "errorlist";
  entry.bar.hidden = true;
  entry.input?.setAttribute("aria-invalid", "true");
  if (mayRetry) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button-quiet";
    again.textContent = words.again;
    again.addEventListener("click", () => {
      again.remove();
      queue(entry);
      (entry.input ?? chooser).focus();
    });
    entry.line.append(" ", again);
  }
}

// --- sending: one after the other, so that a slow line is not shared by ten

// An entry has a file, what addLine made for it, and: take, for the portal's answer; purpose, which
// field of the form it is for; input, the field that still holds the file; isLeft, whether it is no
// longer wanted.
export function queue(entry) {
  Object.assign(entry, { tries: 0 });
  entry.bar.hidden = false;
  entry.bar.value = 0;
  entry.said.className = "";
  entry.said.textContent = words.waiting;
  waiting.push(entry);
  sendNext();
}

function sendNext() {
  if (sending || waiting.length === 0) {
    return;
  }
  sending = waiting.shift();
  send(sending);
}

async function send(entry) {
  let answer;
  try {
    answer = await sendAll(entry);
  } catch {
    tryAgain(entry);
    return;
  }
  if (answer.hasEnded) {
    entry.said.textContent = words.waiting;
    document.addEventListener("session-renewed", () => send(entry), { once: true });
    document.dispatchEvent(new Event("session-ended"));
    return;
  }
  if (entry.isLeft?.()) {
    entry.line.remove();
  } else if (answer.sha256) {
    entry.take(answer, entry);
  } else {
    fail(entry, answer.error || words.failed, !answer.error);
  }
  done();
}

// Sends what the portal has not got; a portal or network that does not answer is an exception.
async function sendAll(entry) {
  let answer = await whatArrived(entry);
  while (answer.received !== undefined && !entry.isLeft?.()) {
    show(entry, answer.received);
    const start = answer.received;
    answer = await sendPiece(entry, start);
    if (answer.received > start) {
      entry.tries = 0;
    } else if (answer.received !== undefined) {
      throw new Error("Another piece is wanted.");
    }
  }
  return answer;
}

async function whatArrived(entry) {
  if (entry.key) {
    const answer = await ask("GET", pieces(entry));
    if (answer.status !== 404) {
      return answer;
    }
  }
  const { name, size, lastModified } = entry.file;
  const answer = await ask("POST", words.uploads, {
    body: new URLSearchParams({
      name,
      size,
      modified: Math.max(0, lastModified),
      purpose: entry.purpose ?? "",
    }),
  });
  entry.key = answer.key;
  return answer;
}

const pieces = ({ key }) => `${words.uploads}${key}/`;

function sendPiece(entry, start) {
  const purpose = entry.purpose ? `&purpose=${entry.purpose}` : "";
  return ask("POST", `${pieces(entry)}?tu=${start}${purpose}`, {
    body: entry.file.slice(start, start + PIECE),
    progress: (loaded) => show(entry, start + loaded),
  });
}

function ask(method, address, { body, progress } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("X-CSRFToken", token());
    if (body instanceof Blob) {
      request.setRequestHeader("Content-Type", "application/octet-stream");
    }
    let silence;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    request.upload.addEventListener("progress", ({ loaded }) => {
      listen();
      progress?.(loaded);
    });
    request.addEventListener("error", reject);
    request.addEventListener("abort", reject);
    request.addEventListener("loadend", () => clearTimeout(silence));
    request.addEventListener("load", () => {
      if (request.status >= 500) {
        reject(new Error(request.statusText));
        return;
      }
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // A page of the log-in or of a proxy in between: no answer of ours.
      }
      const hasEnded =
        new URL(request.responseURL).pathname !== new URL(address, location).pathname ||
        request.getResponseHeader("X-Refused") === "origin";
      resolve({ ...answer, status: request.status, hasEnded });
    });
    listen();
    request.send(body);
  });
}

function show(entry, arrived) {
  entry.bar.value = Math.min(arrived / Math.max(entry.file.size, 1), 1);
  const percent = Math.round(entry.bar.value * 100);
  entry.said.textContent = percent < 100 ? `${percent} %` : words.judging;
}

function tryAgain(entry) {
  if (entry.tries >= PAUSES.length) {
    fail(entry, words.failed, true);
    done();
    return;
  }
  entry.said.textContent = words.retrying;
  const again = () => {
    clearTimeout(timer);
    window.removeEventListener("online", again);
    send(entry);
  };
  const timer = setTimeout(again, PAUSES[entry.tries]);
  window.addEventListener("online", again);
  entry.tries += 1;
}

function done() {
  sending = undefined;
  sendNext();
}

// --- what was sent stands in the form's last, empty row, or in another one

const emptyRow = () =>
  [...rows.querySelectorAll(".inline-row:not(.is-kept)")]
    .filter((row) => row.querySelector("input[type=file]").files.length === 0)
    .at(-1);

function takeIntoLastRow(answer, { line }) {
  line.remove();
  if (!emptyRow()) {
    const focused = document.activeElement;
    rows.querySelector("[data-add-row]").click();
    focused?.focus();
  }
  fillRow(emptyRow(), answer);
}

export function fillRow(row, { sha256, name, size, address, is_video: isVideo }) {
  const field = (part) => row.querySelector(`[name$="-${part}"]`);
  const title = field("title");
  field("stored").value = sha256;
  field("name").value = name;
  // Nothing is put before somebody's next letter; without a title the file's name serves.
  if (document.activeElement !== title) {
    title.value ||= name.replace(/\.[^.]+$/, "");
  }
  row.setAttribute("aria-label", name);
  row.dataset.address = address;
  row.toggleAttribute("data-video", isVideo);
  row.classList.add("is-kept");
  const kept = row.querySelector(".kept-file") ?? document.createElement("p");
  kept.className = "kept-file";
  kept.textContent = `${name} (${size})`;
  row.prepend(kept);
  row.querySelector(`label[for="${field("file").id}"]`).textContent = words.replace;
  row.querySelector(".row-tools").hidden = false;
  title.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(files) {
  for (const file of files) {
    queue({ file, take: takeIntoLastRow, ...addLine(file, list) });
  }
}

chooser.addEventListener("change", () => {
  choose(chooser.files);
  chooser.value = "";
});
rows.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) {
    event.preventDefault();
  }
});
rows.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length > 0) {
    event.preventDefault();
    choose(event.dataTransfer.files);
  }
});
window.addEventListener("beforeunload", (event) => {
  // What a field still holds goes along with the form.
  if ([sending, ...waiting].some((entry) => entry && !entry.input)) {
    event.preventDefault();
  }
});
place.hidden = false;
