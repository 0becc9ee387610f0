// The editor begins when its tools are known: its starter, which runs when the page is complete,
// passes over a field that waits.

for (const field of document.querySelectorAll("textarea[data-processed=waiting]")) {
  field.dataset.processed = "0";
}
