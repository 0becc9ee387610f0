// The editor begins when all that listens to it is known: its starter, which may run at any moment,
// passes over a field that waits.

for (const field of document.querySelectorAll("textarea[data-processed=waiting]")) {
  field.dataset.processed = "0";
}
