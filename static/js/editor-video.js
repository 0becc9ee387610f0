// Videos in the text: a paragraph that holds nothing but a link to one.

import {
  addButton,
  addTool,
  around,
  ask,
  asOneStep,
  complain,
  escaped,
  insertBlock,
  keepPlace,
  offerFiles,
  words,
} from "./editor-core.js";
import { outwardAddress } from "./editor-links.js";

function addressOfVideo({ file, address }) {
  return file || outwardAddress(address);
}

function checkVideo(answers, dialog) {
  if (!addressOfVideo(answers)) {
    complain(dialog, words.noaddress, "address");
    return false;
  }
  if (!answers.title.trim()) {
    complain(dialog, words.novideotitle, "title");
    return false;
  }
  return true;
}

function setVideo(paragraph, answers) {
  const link = paragraph.findOne("a");
  const address = addressOfVideo(answers);
  link.setAttributes({ href: address, "data-cke-saved-href": address });
  link.setText(answers.title.trim());
}

async function editVideo(editor, clicked = null) {
  const back = keepPlace(editor);
  const kept = clicked ?? around(editor, (element) => element.is("p") && element.hasClass("video"));
  const link = kept?.findOne("a");
  const address = link?.data("cke-saved-href") ?? link?.getAttribute("href") ?? "";
  const answers = await ask("video", {
    values: { title: link?.getText() ?? "", address, file: "" },
    check: checkVideo,
    prepare(dialog) {
      dialog.querySelector("[data-kept]").hidden = !kept;
      const files = dialog.querySelector("[name=file]");
      offerFiles(files, "[data-video]");
      if ([...files.options].some((one) => one.value === address && address)) {
        files.value = address;
        dialog.querySelector("[name=address]").value = "";
      }
    },
  });
  back();
  if (!answers) {
    return;
  }
  asOneStep(editor, () => {
    if (answers.task === "remove") {
      kept.remove();
    } else if (link) {
      setVideo(kept, answers);
    } else {
      const href = escaped(addressOfVideo(answers));
      insertBlock(editor, `<p class="video"><a href="${href}">${escaped(answers.title)}</a></p>`);
    }
  });
}

addTool((editor) => {
  addButton(editor, "PortalVideo", { run: (one) => editVideo(one) });
  editor.on(
    "doubleclick",
    (event) => {
      const paragraph = event.data.element.getAscendant("p", true);
      if (paragraph?.hasClass("video")) {
        event.stop();
        editVideo(editor, paragraph);
      }
    },
    null,
    null,
    1,
  );
});
