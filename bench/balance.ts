/**
 * Speed of the balance engine. Run with `node bench/balance.ts`.
 *
 * Columns: 200,000 schools × 7 indicators in typed arrays, from checking the numbers to verdicts. Covered: values per
 * pupil, weighted mean and variation, unweighted variation, Gini (a sort per indicator), Theil T and L, GE(2), Hoover,
 * three Atkinson indices, P90/P10, who reaches the standard, the rule on schools, the area's verdict. Reference: 100 ms.
 * Not covered: making the columns, and the rows per school (with their shares of the variation), built when read.
 * Groups: 20,000 schools in 2,300 groups, from objects to verdicts and every indicator's measures. Reference: 300 ms.
 * Objects: the 200,000 schools as objects, to verdicts, including the turn into columns but no rows. Reference: 400 ms.
 * The best round tells the cost of the work, the median that on a machine with neighbours, the first a cold start.
 */

import {
  type BalanceColumns,
  cn2017Quality,
  judgeBalance,
  judgeBalanceBy,
  judgeBalanceColumns,
  type SchoolIndicators,
} from '../engines/balance/index.ts';
import { createRandomNumbers } from '../engines/kernel/index.ts';

const ROUNDS = 15;

function makeColumns(count: number): BalanceColumns {
  const random = createRandomNumbers(20_170_419);
  const pupils = Float64Array.from({ length: count }, () => Math.round(80 + 1800 * random()));
  const values: Record<string, Float64Array> = {};
  for (const { numerator, standard, denominator } of cn2017Quality.indicators) {
    const level = (standard?.primary ?? 1) / (denominator === '100-pupils' ? 100 : 1);
    values[numerator] = pupils.map((each) => Math.round(each * level * Math.exp(1.2 * (random() - 0.3))));
  }
  return { count, pupils, values };
}

function makeSchools(columns: BalanceColumns): SchoolIndicators[] {
  const ids = Object.keys(columns.values);
  return Array.from({ length: columns.count }, (_, row) => ({
    school: `s${row}`,
    pupils: columns.pupils![row],
    values: Object.fromEntries(ids.map((id) => [id, columns.values[id]![row]])),
  }));
}

function measure(title: string, referenceMs: number, run: () => unknown): void {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  const first = times[0]!;
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(ROUNDS / 2)]!;
  const ratio = (median / referenceMs).toFixed(2);
  const [best, middle, cold] = [sorted[0]!, median, first].map((time) => time.toFixed(0));
  console.log(
    `${title}: median ${middle} ms (best ${best}, first ${cold}); ${ratio} × the reference of ${referenceMs} ms`,
  );
}

const pack = cn2017Quality;
const stage = 'primary';
const large = makeColumns(200_000);
measure('200,000 schools × 7 indicators, columns', 100, () =>
  judgeBalanceColumns({ pack, stage, columns: large }),
);
const schools = makeSchools(makeColumns(20_000));
measure('20,000 schools in 2,300 groups, objects', 300, () =>
  [...judgeBalanceBy({ pack, stage, schools, groupOf: (_, row) => `g${(row * 7919) % 2300}` }).values()].map(
    ({ indicators }) => indicators.map(({ cv }) => cv),
  ),
);
const objects = makeSchools(large);
measure('200,000 schools × 7 indicators, objects', 400, () =>
  judgeBalance({ pack, stage, schools: objects }),
);
