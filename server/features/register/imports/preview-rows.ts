/** Rows as they will be read: one text for each mapped field. */
import type { ImportMapping, LocalText } from '@trellis/contract';
import type { Cell } from '../../../platform/tables/index.ts';
import { fieldName, findField, variableOf } from './fields.ts';
import { cellsAt, type PackedTable } from './row-cache.ts';
import { Findings, RowReader } from './row-reader.ts';

export function previewRows(
  table: PackedTable,
  mapping: ImportMapping,
  page: { readonly offset: number; readonly limit: number },
): {
  fields: { id: string; name: LocalText; numeric: boolean }[];
  rows: { row: number; values: string[] }[];
} {
  const constants = Object.entries(mapping.constants).filter(([, value]) => value !== '');
  const mapped = mapping.columns.filter(({ field }) => field !== null);
  const fields = [...constants.map(([id]) => id), ...mapped.map(({ field }) => field!)];
  const reader = new RowReader(table, mapping, new Findings(null));
  const rows: { row: number; values: string[] }[] = [];
  for (let index = page.offset; index < Math.min(page.offset + page.limit, table.lines.length); index++) {
    const row = { row: table.rowNumbers[index]!, cells: cellsAt(table, index) };
    reader.use(row);
    const values = fields.map((id, position) =>
      position < constants.length
        ? constants[position]![1]
        : showValue(reader, id, row.cells[mapped[position - constants.length]!.index] ?? null),
    );
    rows.push({ row: row.row, values });
  }
  return { fields: fields.map((id) => ({ id, name: fieldName(id), numeric: isNumeric(id) })), rows };
}

const NUMERIC_TYPES = new Set(['latitude', 'longitude', 'metres']);

const isNumeric = (id: string) => variableOf(id) !== null || NUMERIC_TYPES.has(findField(id)?.type ?? '');

/** What was understood of a cell; the cell itself where it was not. */
function showValue(reader: RowReader, field: string, cell: Cell): string {
  const written = cell === null ? '' : String(cell);
  if (variableOf(field) !== null) {
    const numeric = reader.numericColumns.find(({ variable }) => variable === variableOf(field));
    const value = numeric && reader.figure(numeric);
    return value == null ? written : String(value);
  }
  switch (field) {
    case 'stage':
      return reader.stage() ?? written;
    case 'location':
      return reader.location() ?? written;
    case 'groupKind':
      return reader.groupKind() ?? written;
    case 'role':
      return reader.role() ?? written;
    case 'year': {
      const year = reader.year();
      return year == null ? written : String(year);
    }
    case 'opened':
    case 'closed':
    case 'joined':
    case 'left':
    case 'censusDate':
    case 'groupOpened':
    case 'groupIncorporated':
    case 'groupClosed':
    case 'linkDate':
      return reader.date(field) ?? written;
    default:
      return written;
  }
}
