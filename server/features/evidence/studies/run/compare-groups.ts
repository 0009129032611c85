/** The same estimate in groups of rows, with p-values adjusted for having looked so often. */

import { join } from 'node:path';
import type { LocalText, StudyDesign, StudyOutcomeResult } from '@trellis/contract';
import { describeProblem } from '@trellis/contract/problems';
import { adjustPValues } from '@trellis/engines/statistics';
import { getColumn, type StudyTable, toNumbers } from '../design/study-table.ts';
import type { StudyResult as Answered } from '../types.ts';
import { type PreparedRows, writeRows } from './prepare-rows.ts';
import { SMALLEST_CELL } from './present-answer.ts';

type Row = StudyOutcomeResult['heterogeneity'][number];

/** A column of more different values is cut at its median. */
const MOST_GROUPS = 8;

interface Group {
  readonly column: string;
  readonly name: string;
  readonly holds: (row: number) => boolean;
}

export async function compareGroups(
  design: StudyDesign,
  prepared: PreparedRows,
  folder: string,
  answer: (path: string) => Promise<Answered>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const column of design.subgroups) {
    for (const group of divide(prepared.table, column)) {
      rows.push(await lookAt(group, design, prepared, folder, answer));
    }
  }
  const tested = rows.filter(({ pValue }) => pValue !== null);
  const adjusted = adjustPValues(
    tested.map(({ pValue }) => pValue!),
    design.adjustment,
  );
  return rows.map((row) => {
    const place = tested.indexOf(row);
    return place < 0 ? row : { ...row, adjustedPValue: adjusted[place]! };
  });
}

function divide(table: StudyTable, column: string): Group[] {
  const cells = getColumn(table, column);
  const levels = [...new Set(cells.filter((cell) => cell !== ''))].sort();
  if (levels.length <= MOST_GROUPS)
    return levels.map((name) => ({ column, name, holds: (row) => cells[row] === name }));
  const numbers = toNumbers(cells);
  const sorted = numbers.filter(Number.isFinite).sort();
  if (sorted.length < cells.filter((cell) => cell !== '').length) return [];
  const median = sorted[Math.floor((sorted.length - 1) / 2)]!;
  const cut = String(Number(median.toPrecision(4)));
  return [
    { column, name: `≤ ${cut}`, holds: (row) => numbers[row]! <= median },
    { column, name: `> ${cut}`, holds: (row) => numbers[row]! > median },
  ];
}

async function lookAt(
  { column, name, holds }: Group,
  design: StudyDesign,
  prepared: PreparedRows,
  folder: string,
  answer: (path: string) => Promise<Answered>,
): Promise<Row> {
  const { table, treated } = prepared;
  const units = design.unit === null ? undefined : getColumn(table, design.unit);
  const status = treated === undefined ? undefined : getColumn(table, treated);
  const members = Array.from({ length: table.rows }, (_, row) => row).filter(holds);
  const ever = new Set(members.filter((row) => status?.[row] === '1').map((row) => units?.[row] ?? row));
  const all = new Set(members.map((row) => units?.[row] ?? row));
  const smallest = status === undefined ? all.size : Math.min(ever.size, all.size - ever.size);
  const nothing = { estimate: null, confidenceInterval: null, pValue: null, adjustedPValue: null };
  if (members.length < SMALLEST_CELL || smallest < SMALLEST_CELL)
    return { column, group: name, rows: null, units: null, ...nothing, suppressed: true, reason: TOO_SMALL };
  const about = { column, group: name, rows: members.length, units: units === undefined ? null : all.size };
  const path = join(folder, 'group.csv');
  await writeRows(path, prepared, holds);
  const answered = await answer(path);
  if (answered.kind === 'refused') {
    const said = (lang: 'en' | 'zh') =>
      answered.problems.map((one) => describeProblem(one, lang).message).join(' ');
    return { ...about, ...nothing, suppressed: false, reason: { en: said('en'), zh: said('zh') } };
  }
  const { estimate, confidenceInterval, pValue } = answered.answer;
  return {
    ...about,
    estimate,
    confidenceInterval: confidenceInterval === null ? null : [confidenceInterval[0], confidenceInterval[1]],
    pValue,
    adjustedPValue: pValue,
    suppressed: false,
    reason: null,
  };
}

const TOO_SMALL: LocalText = {
  en: 'Fewer than five treated or comparison units: not shown.',
  zh: '受干预或对照单位不足五个，不予显示。',
};
