/** A table as lines of cells with tabs between them, as spreadsheets take it; numbers with plain minus signs. */
export function tableText(table: HTMLTableElement): string {
  const lines = [...table.rows].map((row) => [...row.cells].map(cellText).join('\t'));
  return `${lines.join('\n')}\n`;
}

function cellText(cell: HTMLTableCellElement): string {
  return (cell.textContent ?? '').replace(/\s+/g, ' ').replaceAll('−', '-').trim();
}

/** @returns whether it worked: a page from a disk may not be allowed to use the clipboard */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The old way, which needs no permission. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.position = 'fixed';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
