// Tables on the clipboard become plain grids: the first row is the header, no cell spans others, a cell is one line.
import { styled } from "./styles";

const MOST_CELLS = 5_000;
const BLOCKS = "p, div, li, h1, h2, h3, h4, h5, h6, blockquote, pre";

export function tidyTables(body: HTMLElement): void {
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const rows = grid(table);
    const columns = Math.max(0, ...rows.map((row) => row.length));
    if (table.parentElement?.closest("td, th")) table.replaceWith(rows.map((row) => row.map((cell) => cell.textContent.trim()).join(" ")).join(" "));
    else if (table.getAttribute("role") === "presentation" || columns < 2 && rows.length < 2) unfold(table, rows);
    else table.replaceWith(written(rows, columns));
  }
}

/** The cells by position; a spanning cell fills the first position and leaves the others empty. */
function grid(table: HTMLTableElement): HTMLElement[][] {
  const rows: HTMLElement[][] = [];
  let cells = 0;
  for (const [y, row] of [...table.rows].entries()) {
    const line = (rows[y] ??= []);
    let x = 0;
    for (const cell of row.cells) {
      while (line[x]) x++;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, table.rows.length - y); down++) {
        for (let right = 0; right < Math.min(cell.colSpan || 1, 100); right++) {
          if (++cells > MOST_CELLS) return filled(rows);
          (rows[y + down] ??= [])[x + right] = down || right ? document.createElement("td") : cell;
        }
      }
    }
  }
  return filled(rows);
}

function filled(rows: HTMLElement[][]): HTMLElement[][] {
  const whole = rows.map((row) => Array.from(row, (cell) => cell ?? document.createElement("td")));
  const used = (x: number): boolean => whole.some((row) => !isEmpty(row[x]));
  const width = Math.max(0, ...whole.map((row) => row.length));
  const columns = [...Array(width).keys()].filter(used);
  return whole.filter((row) => row.some((cell) => !isEmpty(cell))).map((row) => columns.map((x) => row[x] ?? document.createElement("td")));
}

function isEmpty(cell: HTMLElement | undefined): boolean {
  return !cell || (!cell.textContent.trim() && !cell.querySelector("img"));
}

function unfold(table: HTMLElement, rows: HTMLElement[][]): void {
  table.replaceWith(...rows.flat().flatMap((cell) => {
    const block = document.createElement("div");
    block.append(...cell.childNodes);
    return block;
  }));
}

function written(rows: HTMLElement[][], columns: number): HTMLElement {
  const table = document.createElement("table");
  for (const [y, row] of rows.entries()) {
    const line = table.insertRow();
    for (let x = 0; x < columns; x++) {
      const cell = document.createElement(y === 0 ? "th" : "td");
      const source = row[x];
      if (source) cell.append(...inline(source));
      line.append(cell);
    }
  }
  return table;
}

/** The content of a cell with its blocks joined by line breaks. */
function inline(cell: HTMLElement): Node[] {
  const bold = /^(bold|[6-9]00)$/.test(styled(cell, "font-weight"));
  for (const block of [...cell.querySelectorAll(BLOCKS)].reverse()) {
    const follows = block.nextSibling && (block.nextSibling.textContent?.trim() || block.nextElementSibling);
    block.replaceWith(...block.childNodes, ...(follows ? [document.createElement("br")] : []));
  }
  for (const list of [...cell.querySelectorAll("ul, ol, section, article")].reverse()) list.replaceWith(...list.childNodes);
  if (!bold) return [...cell.childNodes];
  const strong = document.createElement("strong");
  strong.append(...cell.childNodes);
  return [strong];
}
