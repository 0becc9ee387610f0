// Attachments sent while one goes on writing: several at once, with progress, tried again.

const place = document.querySelector("[data-uploads]");
const rows = document.querySelector(".attachment-rows");
const chooser = place.querySelector("input[type=file]");
const list = place.querySelector("ul");
const token = document.querySelector(".article-form [name=csrfmiddlewaretoken]").value;
const words = place.dataset;
const PAUSES = [1000, 3000, 9000];
const waiting = [];
let isSending = false;

// --- one line for each file: its name, how far it is, what is wrong

function addLine(file) {
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
  if (mayRetry) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button-quiet";
    again.textContent = words.again;
    again.addEventListener("click", () => {
      again.remove();
      queue(entry);
      chooser.focus();
    });
    entry.line.append(" ", again);
  }
}

// --- sending: one after the other, so that a slow line is not shared by ten

function queue(entry) {
  Object.assign(entry, { tries: 0 });
  entry.bar.hidden = false;
  entry.bar.value = 0;
  entry.said.className = "";
  entry.said.textContent = words.waiting;
  waiting.push(entry);
  sendNext();
}

function sendNext() {
  if (isSending || waiting.length === 0) {
    return;
  }
  isSending = true;
  send(waiting.shift());
}

function send(entry) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", entry.file);
  request.open("POST", words.uploads);
  request.setRequestHeader("X-CSRFToken", token);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) {
      entry.bar.value = event.loaded / event.total;
      const percent = Math.round(entry.bar.value * 100);
      entry.said.textContent = `${percent} %`;
    }
  });
  request.addEventListener("load", () => finish(entry, request));
  request.addEventListener("error", () => tryAgain(entry));
  request.send(body);
}

function tryAgain(entry) {
  if (entry.tries < PAUSES.length) {
    entry.said.textContent = words.retrying;
    setTimeout(() => send(entry), PAUSES[entry.tries]);
    entry.tries += 1;
    return;
  }
  fail(entry, words.failed, true);
  done();
}

function finish(entry, request) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // A page of the server or of a proxy in between: no answer of ours.
  }
  if (answer.sha256) {
    entry.line.remove();
    fillRow(answer);
  } else if (request.status >= 500) {
    tryAgain(entry);
    return;
  } else {
    fail(entry, answer.error || words.failed, !answer.error);
  }
  done();
}

function done() {
  isSending = false;
  sendNext();
}

// --- what was sent stands in the form's last, empty row; another empty one follows it

function fillRow({ sha256, name, size, address, is_video: isVideo }) {
  const focused = document.activeElement;
  const row = [...rows.querySelectorAll(".inline-row:not(.is-kept)")].at(-1);
  rows.querySelector("[data-add-row]").click();
  focused?.focus();
  const field = (part) => row.querySelector(`[name$="-${part}"]`);
  field("stored").value = sha256;
  field("name").value = name;
  field("title").value ||= name.replace(/\.[^.]+$/, "");
  row.classList.add("is-kept");
  row.setAttribute("aria-label", name);
  row.dataset.address = address;
  row.toggleAttribute("data-video", isVideo);
  const kept = document.createElement("p");
  kept.className = "kept-file";
  kept.textContent = `${name} (${size})`;
  const input = field("file");
  (input.closest(".field, p, div") ?? input).replaceWith(kept);
  field("title").dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(files) {
  for (const file of files) {
    queue({ file, ...addLine(file) });
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
  if (isSending) {
    event.preventDefault();
  }
});
place.hidden = false;
