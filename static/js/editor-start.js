// All that listens to the editor is known by now, so it may take the field's place.

import { CKEDITOR } from "./editor-bundle.js";

// The bundle would turn every element that can be written in into an editor of its own.
CKEDITOR.disableAutoInline = true;
for (const field of document.querySelectorAll(".body-editor textarea")) {
  const editor = CKEDITOR.replace(field.id, JSON.parse(field.dataset.config));
  editor.on("loaded", () => field.parentElement.querySelector(".opening").remove());
}
