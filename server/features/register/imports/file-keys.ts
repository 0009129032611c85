/** What a file's rows can touch in the register: the codes and names they hold. */
import type { ImportMapping } from '@trellis/contract';
import { nameKey } from '../../../../contract/template/index.ts';
import type { Table } from '../../../platform/tables/index.ts';
import { laestabOf } from './laestab.ts';
import { Findings, RowReader } from './row-reader.ts';

export interface FileKeys {
  /** So many keys that they narrow nothing down: the whole register is asked for, and no key is named. */
  readonly isWhole: boolean;
  readonly kind: ImportMapping['kind'];
  /** Codes, and names too: a school is looked for by its name among the codes first. */
  readonly schools: readonly string[];
  readonly groups: readonly string[];
  /** Names as they are compared. */
  readonly schoolNames: readonly string[];
  readonly groupNames: readonly string[];
}

/** Beyond this many, reading the whole register at once is cheaper. */
const MOST_KEYS = 4000;

export const NO_KEYS: FileKeys = {
  isWhole: false,
  kind: 'school-years',
  schools: [],
  groups: [],
  schoolNames: [],
  groupNames: [],
};

export function collectKeys(table: Table, mapping: ImportMapping): FileKeys {
  const reader = new RowReader(table, mapping, new Findings(null));
  const schools = new Set<string>();
  const groups = new Set<string>();
  const schoolNames = new Set<string>();
  const groupNames = new Set<string>();
  for (const row of table.rows) {
    reader.use(row);
    const code = reader.name('code');
    for (const field of ['code', 'presentCode', 'fromCode', 'toCode'] as const) {
      const value = reader.name(field);
      if (value !== null) schools.add(value);
    }
    const laestab = laestabOf(reader);
    if (laestab !== null) schools.add(laestab);
    const name = reader.name('school');
    if (name !== null && code === null) {
      schools.add(name);
      schoolNames.add(nameKey(name));
    }
    const groupCode = reader.name('groupCode');
    const groupName = reader.name('group');
    const key = groupCode ?? groupName;
    if (key !== null) groups.add(key);
    if (key !== null) groupNames.add(nameKey(key));
    if (schools.size + groups.size > MOST_KEYS) return { ...NO_KEYS, kind: mapping.kind, isWhole: true };
  }
  return {
    isWhole: false,
    kind: mapping.kind,
    schools: [...schools],
    groups: [...groups],
    schoolNames: [...schoolNames],
    groupNames: [...groupNames],
  };
}
