/**
 * Speed of difference in differences in memory. Run with `node bench/difference.ts`.
 *
 * 125,000 schools over 8 years, a million rows, two dates: two-way fixed effects (with the weights of every treated row)
 * beside fixest's 110 ms for the regression alone, and effects by cohort and period, doubly robust, beside the 2,400 ms
 * of this engine's first measured build; no other program was measured on this machine. The best round tells the cost of
 * the work, the median that on a machine with neighbours.
 */

import { createRandomNumbers } from '../engines/kernel/index.ts';
import {
  estimateGroupTimeEffects,
  estimateTwoWayFixedEffects,
  simulatePanel,
} from '../engines/statistics/difference/index.ts';

const ROUNDS = 5;
const SCHOOLS = 125_000;
const YEARS = 8;

const columns = simulatePanel(
  { units: SCHOOLS, periods: YEARS, cohorts: [4, 6], effect: 0.5, growth: 0.3 },
  createRandomNumbers(1),
);

function measure(title: string, referenceMs: number, estimate: () => { readonly kind: string }): void {
  const times: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    const started = performance.now();
    if (estimate().kind !== 'estimated') throw new Error(`${title} could not be estimated`);
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    busy.push((user + system) / 1000);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const [best, median] = [sorted[0]!, sorted[Math.floor(ROUNDS / 2)]!];
  console.log(
    `${title}: best ${best.toFixed(0)} ms, median ${median.toFixed(0)} ms, processor time ${Math.min(...busy).toFixed(0)} ms; best ${(best / referenceMs).toFixed(2)} × the reference of ${referenceMs} ms`,
  );
}

measure('two-way fixed effects, 1 million rows', 110, () => estimateTwoWayFixedEffects(columns));
measure('effects by cohort and period, 1 million rows', 2400, () => estimateGroupTimeEffects(columns, {}));
