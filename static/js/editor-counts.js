// How long the text is, and what it proposes for the royalty: pages and photos. What a person has
// typed there stays; a proposal is taken over by its button only.

import { addTool, articleForm, words } from "./editor-core.js";

const COUNT_PAUSE = 300;
const line = articleForm.querySelector("[data-counts]");

function wordCount(root) {
  // Blocks stand without a space between them; the text as it is seen has a line break there.
  return root.innerText.match(/[\p{L}\p{N}]+(?:[.,/\-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

function photoCount(root) {
  const chosen = articleForm.querySelector("#id_image")?.files.length;
  const kept = articleForm.querySelector("[name=stored_image]")?.value;
  const left = articleForm.querySelector("[name=remove_image]")?.checked;
  return root.querySelectorAll("img:not(.cke_reset)").length + (chosen || (kept && !left) ? 1 : 0);
}

/** Return A4 pages by the portal's rule (news/royalty_counts.py). */
function pageCount(count) {
  const { wordsPerPage, partsOfAPage } = words;
  return Math.round((count / wordsPerPage) * partsOfAPage) / partsOfAPage;
}

function shown(number) {
  return number.toLocaleString("vi-VN");
}

// --- proposals

function proposalFor(field) {
  const proposal = document.createElement("p");
  proposal.className = "proposal";
  const text = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = words.takeOver;
  // Two such buttons stand side by side: which number each takes over is in its description.
  text.id = `${field.id}_proposal`;
  button.setAttribute("aria-describedby", text.id);
  proposal.append(text, button);
  field.after(proposal);
  button.addEventListener("click", () => {
    field.value = field.dataset.proposed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  field.addEventListener("input", () => settle(field));
  return proposal;
}

function settle(field) {
  const proposal = field.parentElement.querySelector(".proposal") ?? proposalFor(field);
  const proposed = Number(field.dataset.proposed);
  proposal.firstElementChild.textContent = `${words.proposed} ${shown(proposed)}`;
  proposal.hidden = !proposed || Number(field.value) === proposed;
}

function propose(field, number) {
  if (field) {
    field.dataset.proposed = number;
    settle(field);
  }
}

function count(editor) {
  const root = editor.editable()?.$;
  if (!root) {
    return;
  }
  const [said, photos] = [wordCount(root), photoCount(root)];
  line.textContent = words.counted
    .replace("{words}", shown(said))
    .replace("{pictures}", shown(root.querySelectorAll("img:not(.cke_reset)").length));
  propose(articleForm.querySelector("#id_page_count"), pageCount(said));
  propose(articleForm.querySelector("#id_photo_count"), photos);
}

addTool((editor) => {
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(count, COUNT_PAUSE, editor);
  };
  for (const event of ["change", "instanceReady", "contentDom"]) {
    editor.on(event, soon);
  }
  articleForm.addEventListener("change", soon);
});
