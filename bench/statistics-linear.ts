/**
 * Speed of linear models. Run with `node bench/statistics-linear.ts`.
 *
 * In memory: `y ~ treat_post | school + year`, clustered by school, 5,000 schools × 10 years, a million and ten million
 * rows, from columns to estimate, error and p-value; rows sorted by school (as registers are) and in random order.
 * Promise: 100 ms for ten million rows; fixest on two cores took 110 ms and 1,600 ms.
 * Three ways: pupil + school + wave with three covariates, a million rows, 250,000 pupils of whom some change school,
 * clustered by school. Promise: 500 ms.
 * The best round tells the cost of the work, the median that on a machine with neighbours, the first a cold start.
 */

import { createRandomNumbers } from '../engines/kernel/index.ts';
import { estimateLinearModel, type LinearEstimateInput } from '../engines/statistics/linear/index.ts';

const ROUNDS = 9;

function measure(title: string, promisedMs: number, input: LinearEstimateInput): void {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const result = estimateLinearModel(input);
    times.push(performance.now() - start);
    if (result.kind === 'not-estimable') throw new Error(result.message);
  }
  const first = times[0]!;
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(ROUNDS / 2)]!;
  const [best, middle, cold] = [sorted[0]!, median, first].map((time) => time.toFixed(0));
  const ratios = [median, sorted[0]!].map((time) => (time / promisedMs).toFixed(2));
  console.log(
    `${title}: median ${middle} ms (best ${best}, first ${cold}); ${ratios[0]} × the reference of ${promisedMs} ms (best ${ratios[1]} ×)`,
  );
}

function makeDifferences(rows: number, isSorted: boolean): LinearEstimateInput {
  const random = createRandomNumbers(1);
  const [schools, years] = [5000, 10];
  const effects = Float64Array.from({ length: schools }, random);
  const school = new Int32Array(rows);
  const year = new Int32Array(rows);
  const treated = new Float64Array(rows);
  const outcome = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = isSorted ? Math.floor((row / rows) * schools) : Math.floor(random() * schools);
    const time = Math.floor(random() * years);
    school[row] = at;
    year[row] = time;
    treated[row] = at % 2 === 0 && time >= 5 ? 1 : 0;
    outcome[row] = effects[at]! + 0.1 * time + 0.3 * treated[row]! + random() + random() - 1;
  }
  const clusters = { codes: school, levels: schools };
  return {
    outcome,
    regressors: [{ name: 'treat_post', values: treated }],
    fixedEffects: [clusters, { codes: year, levels: years }],
    covariance: { type: 'cr1s', clusters },
  };
}

function makePupils(rows: number, schools: number): LinearEstimateInput {
  const random = createRandomNumbers(2);
  const [waves, moved] = [4, 0.02];
  const column = (make: (row: number) => number): Int32Array =>
    Int32Array.from({ length: rows }, (_, row) => make(row));
  const pupil = column((row) => Math.floor(row / waves));
  const school = column((row) =>
    random() < moved ? Math.floor(random() * schools) : (pupil[row]! * 7919) % schools,
  );
  const covariates = ['prior', 'hours', 'attendance'].map((name) => ({
    name,
    values: Float64Array.from({ length: rows }, (_, row) => random() + 0.1 * (pupil[row]! % 7)),
  }));
  const clusters = { codes: school, levels: schools };
  return {
    outcome: Float64Array.from(
      { length: rows },
      (_, row) => covariates[0]!.values[row]! + random() + 0.1 * (pupil[row]! % 13) + 0.001 * school[row]!,
    ),
    regressors: covariates,
    fixedEffects: [
      { codes: pupil, levels: Math.ceil(rows / waves) },
      clusters,
      { codes: column((row) => row % waves), levels: waves },
    ],
    covariance: { type: 'cr1s', clusters },
  };
}

measure('school + year, 1 million rows, sorted', 110, makeDifferences(1e6, true));
measure('school + year, 10 million rows, sorted', 100, makeDifferences(1e7, true));
measure('school + year, 10 million rows, random order', 100, makeDifferences(1e7, false));
measure('pupil + school + wave, 1 million rows, 300 schools', 500, makePupils(1e6, 300));
measure('pupil + school + wave, 1 million rows, 5,000 schools', 500, makePupils(1e6, 5000));
