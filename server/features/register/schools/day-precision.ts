import type { During, TrajectoryEvent } from '@trellis/contract';
import { type RawBuilder, sql } from 'kysely';
import { fromRange } from '../../../platform/database/index.ts';

export type Precision = TrajectoryEvent['precision'];

/**
 * How exactly a day is known: as exactly as the recorded events tell that stand for what happened that day. Null where
 * no event does, and the day is taken at its word.
 *
 * @param row alias of a row with `bureau_id`; `group` and `school` are columns that the event must be of, or name.
 */
export function dayPrecision(
  row: string,
  day: RawBuilder<unknown>,
  kinds: readonly TrajectoryEvent['kind'][],
  of: { group?: string; school?: string },
): RawBuilder<Precision | null> {
  const inGroup = of.group ? sql`and e.group_id = ${sql.ref(`${row}.${of.group}`)}` : sql``;
  const namesSchool = of.school
    ? sql`and exists (select from trajectory_event_school s
        where s.event_id = e.id and s.school_id = ${sql.ref(`${row}.${of.school}`)})`
    : sql``;
  return sql`(select e.precision from trajectory_event e
    where e.bureau_id = ${sql.ref(`${row}.bureau_id`)} and e.occurred_on = ${day}
      and e.kind = any(${[...kinds]}::text[]) ${inGroup} ${namesSchool}
    order by array_position(array['day', 'month', 'year'], e.precision) limit 1)`;
}

/** A range with what is known of its days. */
export function toDuring(
  range: string,
  from: Precision | null | undefined,
  to: Precision | null | undefined = null,
): During {
  return {
    ...fromRange(range),
    ...(from === 'year' || from === 'month' ? { fromPrecision: from } : {}),
    ...(to === 'year' || to === 'month' ? { toPrecision: to } : {}),
  };
}
