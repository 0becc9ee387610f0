// Small comforts of every admin page; all of them work without this script too.

// Menus and verbs that open downwards close with Escape and give the focus back.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// After a refusal the reader of the page begins with the reasons.
document.getElementById("refusals")?.focus();
