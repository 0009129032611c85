/** Files for the tests, built byte by byte: what a spreadsheet library would never write. */

import { strToU8, type Zippable, zipSync } from 'fflate';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface WorkbookParts {
  /** Sheet name → content of its worksheet part. */
  readonly sheets: Readonly<Record<string, string>>;
  readonly hidden?: readonly string[];
  readonly sharedTexts?: readonly string[];
  readonly styles?: string;
  readonly date1904?: boolean;
  readonly further?: Zippable;
}

export function buildWorkbook(parts: WorkbookParts): Uint8Array {
  const names = Object.keys(parts.sheets);
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const files: Zippable = {
    '_rels/.rels': strToU8(
      `<Relationships><Relationship Id="r" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      `<?xml version="1.0"?><workbook xmlns:r="${relation}"><workbookPr${parts.date1904 ? ' date1904="1"' : ''}/><sheets>${names
        .map(
          (name, index) =>
            `<sheet name="${name}" sheetId="${index + 1}"${parts.hidden?.includes(name) ? ' state="hidden"' : ''} r:id="s${index}"/>`,
        )
        .join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships>${names
        .map(
          (_, index) =>
            `<Relationship Id="s${index}" Type="${relation}/worksheet" Target="worksheets/sheet${index}.xml"/>`,
        )
        .join('')}</Relationships>`,
    ),
    ...parts.further,
  };
  names.forEach((name, index) => {
    files[`xl/worksheets/sheet${index}.xml`] = strToU8(`<worksheet>${parts.sheets[name]}</worksheet>`);
  });
  if (parts.sharedTexts) files['xl/sharedStrings.xml'] = strToU8(`<sst>${parts.sharedTexts.join('')}</sst>`);
  if (parts.styles) files['xl/styles.xml'] = strToU8(`<styleSheet>${parts.styles}</styleSheet>`);
  return zipSync(files);
}

/** Rows of plain values as sheet data; a string beginning with "<" is the inside of a cell as it stands. */
export function sheetData(rows: readonly (readonly (string | number | null)[])[], firstRow = 1): string {
  const lines = rows.map((cells, rowIndex) => {
    const row = firstRow + rowIndex;
    const inner = cells.map((cell, column) => {
      const reference = `${String.fromCharCode(65 + column)}${row}`;
      if (cell === null) return '';
      if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
      if (cell.startsWith('<c')) return cell.replace('<c', `<c r="${reference}"`);
      return `<c r="${reference}" t="inlineStr"><is><t>${cell}</t></is></c>`;
    });
    return `<row r="${row}">${inner.join('')}</row>`;
  });
  return `<sheetData>${lines.join('')}</sheetData>`;
}
