/** Rows of a table by column, read as RFC 4180 says. */
export function parseCsv(text: string): Record<string, string>[] {
  const [head, ...rows] = cellsOf(text);
  return rows.map((row) => {
    if (row.length !== head.length) throw new Error(`a row has ${row.length} cells, not ${head.length}`);
    return Object.fromEntries(row.map((cell, i) => [head[i], cell]));
  });
}

function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; !(text[at] === '"' && text[at + 1] !== '"'); at++) {
        if (at >= text.length) throw new Error('a quote does not end');
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') cell += text[at++];
    }
    row.push(cell);
    if (text[at] === '\n' || at >= text.length) {
      rows.push(row);
      row = [];
    } else if (text[at] !== ',') throw new Error(`a cell is followed by ${JSON.stringify(text[at])}`);
    at++;
  }
  return rows;
}
