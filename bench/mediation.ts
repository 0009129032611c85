/**
 * Speed of mediation studies. Run with `node bench/mediation.ts`.
 *
 * 899 people, one mediator, three covariates, 1,000 bootstrap draws of rows: checks, estimates, delta errors, sensitivity
 * and intervals. Reference: 500 ms promised; R's mediation needs 9.2 s on two such cores. Then 60 schools with 9,600
 * pupils, three mediators, school and wave effects, 1,000 draws of schools.
 */

import { createNormalDraws, createRandomNumbers } from '../engines/kernel/index.ts';
import { estimateMediation, type MediationDesign } from '../engines/statistics/mediation/index.ts';

const ROUNDS = 7;
const R_MS = 9_200;
const PROMISED_MS = 500;
const DRAWS = 1_000;

const draws = createNormalDraws(createRandomNumbers(899));
const fill = (rows: number, value: (row: number) => number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => value(row));

function makePeople(): MediationDesign {
  const rows = 899;
  const treatment = fill(rows, (row) => (row % 3 === 0 ? 0 : 1));
  const covariates = ['hardship', 'sex', 'age'].map((name) => ({ name, values: fill(rows, () => draws()) }));
  const seeking = fill(rows, (row) => 0.1 * treatment[row]! + 0.1 * covariates[0]!.values[row]! + draws());
  const outcome = fill(rows, (row) => -0.05 * treatment[row]! - 0.2 * seeking[row]! + draws());
  return { outcome, treatment, mediators: [{ name: 'seeking', values: seeking }], covariates };
}

function makeSchools(): MediationDesign {
  const rows = 38_400;
  const schools = { codes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 640)), levels: 60 };
  const waves = { codes: Int32Array.from({ length: rows }, (_, row) => row % 4), levels: 4 };
  const treatment = fill(rows, (row) => (schools.codes[row]! < 28 && waves.codes[row]! >= 2 ? 1 : 0));
  const mediators = ['peers', 'leadership', 'style'].map((name) => ({
    name,
    values: fill(rows, (row) => 0.3 * treatment[row]! + draws()),
  }));
  const outcome = fill(rows, (row) => 0.3 * treatment[row]! + 0.2 * mediators[0]!.values[row]! + draws());
  const fixedEffects = [
    { name: 'school', ...schools },
    { name: 'wave', ...waves },
  ];
  return { outcome, treatment, mediators, fixedEffects, clusters: schools };
}

function measure(title: string, design: MediationDesign, referenceMs: number | undefined): void {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const random = createRandomNumbers(round);
    const result = estimateMediation(design, { bootstrap: { draws: DRAWS, random } });
    if (result.kind !== 'estimated') throw new Error(result.reason);
    times.push(performance.now() - start);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(ROUNDS / 2)]!;
  const shown = [median, sorted[0]!, times[0]!].map((time) => time.toFixed(0));
  const ratio =
    referenceMs === undefined
      ? ''
      : `; ${(median / PROMISED_MS).toFixed(2)} × the promised ${PROMISED_MS} ms, ${(referenceMs / median).toFixed(0)} × as fast as R's 9.2 s`;
  console.log(`${title}: median ${shown[0]} ms (best ${shown[1]}, first ${shown[2]})${ratio}`);
}

measure('899 rows, 1,000 draws of rows', makePeople(), R_MS);
measure('38,400 rows in 60 schools, three mediators, 1,000 draws of schools', makeSchools(), undefined);
