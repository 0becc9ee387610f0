// The list of articles: choosing all rows of the page, and how many are chosen.

const all = document.getElementById("choose-all");
if (all) {
  const boxes = [...document.querySelectorAll(".article-list [name=row]")];
  const count = document.querySelector(".chosen-count");

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    count.textContent = chosen ? count.dataset.sentence.replace("{count}", chosen) : "";
  };

  all.parentElement.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = all.checked;
    }
    show();
  });
  for (const box of boxes) {
    box.addEventListener("change", show);
  }
  // A browser that comes back to the page may bring its ticks along.
  window.addEventListener("pageshow", show);
}
