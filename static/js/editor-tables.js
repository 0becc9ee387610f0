// Tables with header cells and a caption; the same dialog alters one that stands in the text.

import {
  addButton,
  addTool,
  around,
  ask,
  asOneStep,
  escaped,
  insertBlock,
  keepPlace,
} from "./editor-core.js";

const MOST_ROWS = 100;
const MOST_COLUMNS = 20;

function between(value, most) {
  return Math.min(Math.max(Math.trunc(Number(value)) || 1, 1), most);
}

function tableHtml(answers) {
  const [rows, columns] = [
    between(answers.rows, MOST_ROWS),
    between(answers.columns, MOST_COLUMNS),
  ];
  const line = (isHead) => {
    const cells = Array.from({ length: columns }, (_, column) => {
      if (isHead) {
        return '<th scope="col">&nbsp;</th>';
      }
      const isFirst = answers.headcolumn && column === 0;
      return isFirst ? '<th scope="row">&nbsp;</th>' : "<td>&nbsp;</td>";
    });
    return `<tr>${cells.join("")}</tr>`;
  };
  const caption = answers.caption.trim() && `<caption>${escaped(answers.caption)}</caption>`;
  const head = answers.headrow ? `<thead>${line(true)}</thead>` : "";
  const body = Array.from({ length: rows - (head ? 1 : 0) }, () => line(false)).join("");
  return `<table>${caption}${head}<tbody>${body}</tbody></table>`;
}

// --- a table that stands in the text

function renamed(cell, name, scope) {
  const fresh = document.createElement(name);
  for (const { name: attribute, value } of cell.attributes) {
    fresh.setAttribute(attribute, value);
  }
  fresh.removeAttribute("scope");
  if (scope) {
    fresh.setAttribute("scope", scope);
  }
  fresh.append(...cell.childNodes);
  cell.replaceWith(fresh);
}

function isHeadColumn(table) {
  const lines = [...table.rows].filter((row) => row.parentElement.tagName === "TBODY");
  return lines.length > 0 && lines.every((row) => row.cells[0]?.tagName === "TH");
}

function setHeadRow(table, isWanted) {
  if (isWanted === Boolean(table.tHead)) {
    return;
  }
  if (isWanted) {
    const [row] = table.rows;
    table.createTHead().append(row);
    for (const cell of [...row.cells]) {
      renamed(cell, "th", "col");
    }
  } else {
    const rows = [...table.tHead.rows];
    table.tBodies[0].prepend(...rows);
    table.deleteTHead();
    for (const cell of rows.flatMap((row) => [...row.cells])) {
      renamed(cell, "td", "");
    }
  }
}

function setHeadColumn(table, isWanted) {
  if (isWanted === isHeadColumn(table)) {
    return;
  }
  for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
    if (row.cells[0]) {
      renamed(row.cells[0], isWanted ? "th" : "td", isWanted ? "row" : "");
    }
  }
}

function setCaption(table, words) {
  if (words) {
    table.createCaption().textContent = words;
  } else {
    table.deleteCaption();
  }
}

function writeIn(editor, cell) {
  if (cell) {
    const range = editor.createRange();
    range.moveToElementEditStart(cell);
    range.select();
  }
}

async function insertTable(editor) {
  const back = keepPlace(editor);
  const answers = await ask("table");
  back();
  if (answers) {
    insertBlock(editor, tableHtml(answers));
    writeIn(editor, around(editor, "p")?.getPrevious()?.findOne?.("th, td"));
  }
}

async function editTable(editor, { $: table }) {
  const back = keepPlace(editor);
  const { $: cell } = around(editor, ["td", "th"]) ?? {};
  const place = cell && [cell.parentElement.rowIndex, cell.cellIndex];
  const answers = await ask("table-kept", {
    values: {
      caption: table.caption?.textContent ?? "",
      headrow: Boolean(table.tHead),
      headcolumn: isHeadColumn(table),
    },
  });
  back();
  if (answers?.task) {
    editor.execCommand(answers.task);
  } else if (answers) {
    asOneStep(editor, () => {
      setHeadRow(table, Boolean(answers.headrow));
      setHeadColumn(table, Boolean(answers.headcolumn));
      if (answers.caption.trim() !== (table.caption?.textContent ?? "")) {
        setCaption(table, answers.caption.trim());
      }
      // A cell that became another kind of cell is a new one.
      if (place && !cell.isConnected) {
        writeIn(editor, new CKEDITOR.dom.element(table.rows[place[0]].cells[place[1]]));
      }
    });
  }
}

addTool((editor) => {
  addButton(editor, "PortalTable", {
    icon: "table",
    run() {
      const table = around(editor, "table");
      return table ? editTable(editor, table) : insertTable(editor);
    },
  });
  // The bundle's own dialogs for tables and cells are not offered a second time.
  editor.on("instanceReady", () => {
    editor.removeMenuItem("table");
    editor.removeMenuItem("tablecell_properties");
  });
});
