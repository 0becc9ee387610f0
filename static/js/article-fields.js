// A file chosen in a field of the form is sent at once, and kept with what is typed. Until it has
// arrived the field holds it, so that it goes along with a form saved meanwhile.

import { addLine, fillRow, queue, words } from "./article-uploads.js";

const articleForm = document.querySelector(".article-form");
let isSaving = false;

const stillHolds = (input, file) => input.isConnected && input.files[0] === file;

// --- the picture and the video of the article: each field has its own place for what is kept

const KEPT_IN = { picture: "stored_image", video: "stored_video" };

function keepInField(purpose, answer) {
  const kept = articleForm.querySelector(`[data-kept=${purpose}]`);
  articleForm.querySelector(`[name=${KEPT_IN[purpose]}]`).value = answer.sha256;
  kept.hidden = false;
  kept.querySelector("[type=checkbox]").checked = false;
  kept.querySelector("[data-kept-name]").textContent = answer.name;
  kept.querySelector("[data-kept-size]").textContent = answer.width
    ? `${answer.width.toLocaleString("vi-VN")} × ${answer.height.toLocaleString("vi-VN")}`
    : answer.size;
  const place = kept.querySelector("[data-picture-alt]");
  if (place) {
    const picture = place.querySelector("img") ?? document.createElement("img");
    picture.alt = place.dataset.pictureAlt;
    picture.src = answer.shown;
    place.prepend(picture);
  }
}

// --- any field with a file

function purposeOf(input) {
  return { image: "picture", video_file: "video" }[input.name] ?? "";
}

function lineBelow(input, file) {
  const list = input.nextElementSibling?.matches(".sending")
    ? input.nextElementSibling
    : document.createElement("ul");
  list.className = "sending";
  list.replaceChildren();
  input.after(list);
  const entry = addLine(file, list);
  entry.said.id = `${input.id}_sending`;
  return entry;
}

function take(answer, { input, purpose, bar, said }) {
  if (purpose) {
    keepInField(purpose, answer);
  } else {
    fillRow(input.closest(".inline-row"), answer);
  }
  input.value = "";
  bar.hidden = true;
  said.textContent = words.kept;
  input.removeAttribute("aria-invalid");
  articleForm.dispatchEvent(new Event("input"));
}

articleForm.addEventListener("change", ({ target: input }) => {
  if (!input.matches("input[type=file][name]")) {
    return;
  }
  const [file] = input.files;
  if (!file) {
    input.parentElement.querySelector(".sending")?.remove();
    return;
  }
  queue({
    file,
    input,
    purpose: purposeOf(input),
    take,
    isLeft: () => isSaving || !stillHolds(input, file),
    ...lineBelow(input, file),
  });
});
articleForm.addEventListener("submit", ({ submitter }) => {
  isSaving = !submitter?.formTarget;
});
// Whoever comes back to the page goes on.
window.addEventListener("pageshow", () => {
  isSaving = false;
});
