/** The letter a spreadsheet program shows over a column: 0 → "A", 27 → "AB". */
export function columnLetter(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** "C14" → column 2, row 14; undefined when it is no such reference. */
export function parseCellReference(reference: string): { column: number; row: number } | undefined {
  let column = 0;
  let position = 0;
  for (; position < reference.length; position++) {
    const code = reference.charCodeAt(position);
    if (code < 65 || code > 90) break;
    column = column * 26 + (code - 64);
  }
  const row = Number(reference.slice(position));
  if (column === 0 || position > 3 || !Number.isInteger(row) || row < 1) return undefined;
  return { column: column - 1, row };
}
