/** Which column means what: by a preset that knows the file, else by the dictionary of headers. */
import { type ImportKind, type ImportMapping, importMapping, type LocalText } from '@trellis/contract';
import { normalizeHeader } from '../../../../contract/template/index.ts';
import { parseNumber, type Table, type TableColumn } from '../../../platform/tables/index.ts';
import { FIELDS, fieldName, findField, findFieldByHeader, VARIABLE_PREFIX } from './fields.ts';
import { SHIPPED_PRESETS, TEMPLATE_PRESET } from './presets/index.ts';
import type { Findings } from './row-reader.ts';
import type { PresetData } from './types.ts';

export const DEFAULT_OPTIONS: ImportMapping['options'] = importMapping.shape.options.parse({});

export interface Detection {
  /** The preset that reads the file without further questions. */
  readonly presetId: string | null;
  readonly fittingPresets: readonly string[];
  readonly mapping: ImportMapping;
}

/** The best reading of a file's headers, and every preset that fits them. */
export function detectMapping(table: Table, ownPresets: readonly PresetData[]): Detection {
  const fitting = listFitting(table.columns, ownPresets);
  const best = fitting[0];
  return {
    presetId: best?.id ?? null,
    fittingPresets: fitting.map(({ id }) => id),
    mapping: best ? applyPreset(best, table) : proposeMapping(table.columns),
  };
}

function listFitting(
  columns: readonly { header: string }[],
  ownPresets: readonly PresetData[],
): PresetData[] {
  const headers = new Set(columns.map(({ header }) => normalizeHeader(header)));
  return (
    [...ownPresets, ...SHIPPED_PRESETS]
      .filter(({ id, requiredHeaders }) =>
        id === TEMPLATE_PRESET.id
          ? fitsTemplate(columns)
          : requiredHeaders.length > 0 &&
            requiredHeaders.every((header) => headers.has(normalizeHeader(header))),
      )
      // The preset that asks for more knows the file better; a bureau's own goes first among equals.
      .sort((a, b) => b.requiredHeaders.length - a.requiredHeaders.length)
  );
}

/** Ids of the presets that fit a file's headers, best first. */
export function detectFittingPresets(
  columns: readonly { header: string }[],
  ownPresets: readonly PresetData[],
): string[] {
  return listFitting(columns, ownPresets).map(({ id }) => id);
}

export function findPreset(id: string, ownPresets: readonly PresetData[]): PresetData | undefined {
  return [...ownPresets, ...SHIPPED_PRESETS].find((preset) => preset.id === id);
}

export function applyPreset(preset: PresetData, table: Table): ImportMapping {
  if (preset.id === TEMPLATE_PRESET.id) return { ...proposeMapping(table.columns), kind: 'school-years' };
  const fieldByHeader = new Map(
    Object.entries(preset.fieldByHeader).map(([header, field]) => [normalizeHeader(header), field]),
  );
  return {
    kind: preset.kind,
    columns: table.columns.map((column) => {
      const field = fieldByHeader.get(normalizeHeader(column.header));
      if (field !== undefined) return { index: column.index, field };
      const isKept = preset.keepsNumericColumns && isNumeric(table, column);
      return {
        index: column.index,
        field: isKept ? `${VARIABLE_PREFIX}${column.header.slice(0, 100)}` : null,
      };
    }),
    constants: { ...preset.constants },
    options: { ...DEFAULT_OPTIONS, ...preset.options },
  };
}

function fitsTemplate(columns: readonly { header: string }[]): boolean {
  const fields = new Set(columns.map(({ header }) => findFieldByHeader(header)?.id));
  return (fields.has('school') || fields.has('code')) && fields.has('year') && fields.has('pupils');
}

function proposeMapping(columns: readonly TableColumn[]): ImportMapping {
  const proposed = columns.map((column) => ({
    index: column.index,
    field: findFieldByHeader(column.header)?.id ?? null,
  }));
  return {
    kind: guessKind(new Set(proposed.map(({ field }) => field))),
    columns: proposed,
    constants: {},
    options: DEFAULT_OPTIONS,
  };
}

function guessKind(fields: ReadonlySet<string | null>): ImportKind {
  if (fields.has('toCode') && fields.has('linkType')) return 'links';
  const hasSchool = fields.has('school') || fields.has('code');
  const hasGroup = fields.has('group') || fields.has('groupCode');
  if (hasSchool && (fields.has('year') || fields.has('pupils'))) return 'school-years';
  if (hasSchool && hasGroup) return 'memberships';
  return hasGroup && !hasSchool ? 'groups' : 'school-years';
}

function isNumeric(table: Table, column: TableColumn): boolean {
  let found = false;
  for (const { cells } of table.rows) {
    const cell = cells[column.index] ?? null;
    if (cell === null) continue;
    const outcome = parseNumber(cell);
    if (!outcome.ok) return false;
    found ||= outcome.value !== null;
  }
  return found;
}

/** One of these fields must be fed, by kind of file; a constant counts. */
const NEEDED: Readonly<Record<ImportKind, readonly (readonly string[])[]>> = {
  'school-years': [
    ['school', 'code'],
    ['year', 'censusDate'],
  ],
  memberships: [
    ['school', 'code'],
    ['group', 'groupCode'],
  ],
  groups: [['group', 'groupCode']],
  links: [['fromCode'], ['toCode'], ['linkType']],
};

/** What stands against a mapping before any row is read. */
export function checkMapping(
  table: Table,
  mapping: ImportMapping,
  context: { hasDefaultGroup: boolean; reportsUnknownColumns: boolean },
  findings: Findings,
): void {
  const columnByIndex = new Map(table.columns.map((column) => [column.index, column]));
  const firstByField = new Map<string, TableColumn>();
  for (const { index, field } of mapping.columns) {
    const column = columnByIndex.get(index);
    if (!column) continue;
    if (field === null) {
      if (context.reportsUnknownColumns)
        findings.add('unknown-column', { column: column.header, letter: column.letter });
      continue;
    }
    const variable = field.startsWith(VARIABLE_PREFIX) ? field.slice(VARIABLE_PREFIX.length).trim() : null;
    const known = findField(field);
    if (variable === '' || (variable === null && !known?.kinds.includes(mapping.kind))) {
      findings.add('unknown-choice', {
        column: column.header,
        letter: column.letter,
        value: field,
        params: {
          choices: listNames(FIELDS.filter(({ kinds }) => kinds.includes(mapping.kind))),
        },
      });
      continue;
    }
    const first = firstByField.get(field);
    if (first) {
      findings.add('column-mapped-twice', {
        column: first.header,
        letter: first.letter,
        params: { otherColumn: column.header, otherLetter: column.letter, field: fieldName(field) },
      });
    } else firstByField.set(field, column);
  }
  const isFed = (field: string) => firstByField.has(field) || (mapping.constants[field] ?? '').trim() !== '';
  for (const choices of NEEDED[mapping.kind]) {
    if (choices.some(isFed) || (context.hasDefaultGroup && choices.includes('group'))) continue;
    const [first] = choices;
    findings.add('missing-required-column', {
      params: {
        field: fieldName(first!),
        headers: listNames(choices.map((id) => ({ name: fieldName(id) }))),
      },
    });
  }
}

function listNames(named: readonly { readonly name: LocalText }[]): LocalText {
  return { en: named.map(({ name }) => name.en).join(', '), zh: named.map(({ name }) => name.zh).join('、') };
}
