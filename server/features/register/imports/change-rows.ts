/** Changes rows in place, many with one statement, forwards when applying and backwards when undoing. */
import { type RawBuilder, sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { earlierStart, formatSpan, laterEnd, parseSpan } from './spans.ts';
import type { ChangeableTable, RowChange } from './types.ts';

type Row = Readonly<Record<string, unknown>>;
type ColumnType = 'text' | 'uuid' | 'daterange' | 'double precision' | 'boolean';

interface TableShape {
  /** Columns that name a row together with `during`, or alone where `keyIsEnough`. */
  readonly key: Readonly<Record<string, ColumnType>>;
  readonly keyIsEnough: boolean;
  readonly set: Readonly<Record<string, ColumnType>>;
}

const SHAPES: Readonly<Record<ChangeableTable, TableShape>> = {
  school_profile: {
    key: { school_id: 'uuid' },
    keyIsEnough: false,
    set: {
      during: 'daterange',
      name_en: 'text',
      name_zh: 'text',
      stage: 'text',
      location: 'text',
      lat: 'double precision',
      lon: 'double precision',
      start_known: 'boolean',
    },
  },
  group_profile: {
    key: { group_id: 'uuid' },
    keyIsEnough: false,
    set: { during: 'daterange', name_en: 'text', name_zh: 'text', start_known: 'boolean' },
  },
  school_code: {
    key: { scheme: 'text', code: 'text', school_id: 'uuid' },
    keyIsEnough: false,
    set: { during: 'daterange' },
  },
  membership: {
    key: { id: 'uuid' },
    keyIsEnough: true,
    set: { during: 'daterange', start_known: 'boolean' },
  },
  cluster: {
    key: { id: 'uuid' },
    keyIsEnough: true,
    set: { during: 'daterange' },
  },
  cluster_membership: {
    key: { group_id: 'uuid', cluster_id: 'uuid', school_id: 'uuid' },
    keyIsEnough: false,
    set: { during: 'daterange' },
  },
};

const BATCH = 1000;

/**
 * Changes every row from `before` to `after`. A range that grows must have grown before the ranges inside it do, and
 * one that shrinks must wait for them: so lives and memberships first cover both ranges, then shrink, outermost last.
 * Call inside the transaction.
 *
 * @returns false when a row is no longer as `before` says; nothing is promised then but that the caller rolls back.
 */
export async function changeRows(
  db: BureauTransaction,
  bureauId: string,
  changes: readonly RowChange[],
): Promise<boolean> {
  const of = (table: ChangeableTable) => changes.filter((change) => change.table === table);
  const shrinking: Partial<Record<ChangeableTable, RowChange[]>> = {};
  for (const table of ['school_profile', 'group_profile', 'membership'] as const) {
    const first: RowChange[] = [];
    shrinking[table] = [];
    for (const change of of(table)) {
      const during = hull(change.before.during as string, change.after.during as string);
      const covering = { ...change, after: { ...change.after, during } };
      first.push(covering);
      if (during !== change.after.during) shrinking[table].push({ ...change, before: covering.after });
    }
    if (!(await updateRows(db, bureauId, table, first))) return false;
  }
  for (const table of ['school_code', 'cluster_membership', 'cluster'] as const) {
    if (!(await updateRows(db, bureauId, table, of(table)))) return false;
  }
  for (const table of ['membership', 'group_profile', 'school_profile'] as const) {
    if (!(await updateRows(db, bureauId, table, shrinking[table]!))) return false;
  }
  return true;
}

function hull(a: string, b: string): string {
  const first = parseSpan(a);
  const second = parseSpan(b);
  return formatSpan({ from: earlierStart(first.from, second.from), to: laterEnd(first.to, second.to) });
}

async function updateRows(
  db: BureauTransaction,
  bureauId: string,
  table: ChangeableTable,
  changes: readonly RowChange[],
): Promise<boolean> {
  const { key, keyIsEnough, set } = SHAPES[table];
  const keys = Object.entries(key);
  const sets = Object.entries(set);
  for (let start = 0; start < changes.length; start += BATCH) {
    const batch = changes.slice(start, start + BATCH);
    const carriers: RawBuilder<unknown>[] = [];
    const names: string[] = [];
    const carry = (name: string, type: ColumnType, pick: (change: RowChange) => unknown) => {
      names.push(name);
      carriers.push(sql`${batch.map((change) => pick(change) ?? null)}::${sql.raw(CARRIER[type])}`);
    };
    for (const [column, type] of keys) carry(`key_${column}`, type, ({ before }) => before[column]);
    for (const [column, type] of sets) {
      carry(`old_${column}`, type, ({ before }) => before[column]);
      carry(`new_${column}`, type, ({ after }) => after[column]);
    }
    const cast = (prefix: string, column: string, type: ColumnType) =>
      sql`u.${sql.ref(`${prefix}_${column}`)}::${sql.raw(type)}`;
    const matches = [
      sql`t.bureau_id = ${bureauId}::uuid`,
      ...keys.map(([column, type]) => sql`t.${sql.ref(column)} = ${cast('key', column, type)}`),
      ...(keyIsEnough ? [] : [sql`t.during = u.old_during::daterange`]),
      ...sets.map(
        ([column, type]) => sql`t.${sql.ref(column)} is not distinct from ${cast('old', column, type)}`,
      ),
    ];
    const result = await sql`update ${sql.table(table)} as t
      set ${sql.join(sets.map(([column, type]) => sql`${sql.ref(column)} = ${cast('new', column, type)}`))}
      from unnest(${sql.join(carriers)}) as u(${sql.join(names.map((name) => sql.ref(name)))})
      where ${sql.join(matches, sql` and `)}`.execute(db);
    if (Number(result.numAffectedRows ?? 0) !== batch.length) return false;
  }
  return true;
}

const CARRIER: Readonly<Record<ColumnType, string>> = {
  text: 'text[]',
  uuid: 'text[]',
  daterange: 'text[]',
  'double precision': 'double precision[]',
  boolean: 'boolean[]',
};

/** The same changes, backwards. */
export function reverseChanges(changes: readonly RowChange[]): RowChange[] {
  return changes.map(({ table, before, after }) => ({ table, before: after, after: before }));
}

/** A change as kept for undoing it. */
export function keepChange({ table, before, after }: RowChange): {
  table: string;
  body: { before: Row; after: Row };
} {
  return { table, body: { before, after } };
}
