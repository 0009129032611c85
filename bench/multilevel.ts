/**
 * Speed of multilevel models. Run with `node bench/multilevel.ts`.
 *
 * One million pupils in 5,000 schools, two covariates: checks, taking the moments per school, the search, Satterthwaite
 * degrees of freedom and all 5,000 predicted schools. Reference: 200 ms promised; lme4 1.1 needs 14 s on two such cores.
 * Also with a random slope, and with classes in schools. The best round tells the cost of the work, the median that on
 * a machine with neighbours.
 */

import { createNormalDraws, createRandomNumbers } from '../engines/kernel/index.ts';
import { fitMultilevelModel, type MultilevelDesign } from '../engines/statistics/multilevel/index.ts';

const ROUNDS = 9;
const LME4_MS = 14_000;
const ROWS = 1_000_000;
const SCHOOLS = 5_000;
const CLASSES = 40_000;

const draws = createNormalDraws(createRandomNumbers(2009));
const schoolEffects = Float64Array.from({ length: SCHOOLS }, () => 0.4 * draws());
const schools = Int32Array.from({ length: ROWS }, (_, row) => Math.floor((row * SCHOOLS) / ROWS));
const classes = Int32Array.from({ length: ROWS }, (_, row) => Math.floor((row * CLASSES) / ROWS));
const intake = Float64Array.from({ length: ROWS }, () => 50 + 10 * draws());
const treated = Float64Array.from(schools, (school) => school % 2);
const outcome = Float64Array.from(
  schools,
  (school, row) => 0.05 * intake[row]! + 0.3 * treated[row]! + schoolEffects[school]! + draws(),
);
const school = { name: 'school', groups: { codes: schools, levels: SCHOOLS } };
const design: MultilevelDesign = {
  outcome,
  covariates: [
    { name: 'intake', values: intake },
    { name: 'treated', values: treated },
  ],
  levels: [school],
};

function measure(title: string, promisedMs: number | undefined, model: MultilevelDesign): void {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const result = fitMultilevelModel(model);
    if (result.kind !== 'estimated') throw new Error(result.reason);
    times.push(performance.now() - start);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(ROUNDS / 2)]!;
  const shown = [median, sorted[0]!, times[0]!].map((time) => time.toFixed(0));
  const ratio =
    promisedMs === undefined ? '' : `; ${(median / promisedMs).toFixed(2)} × the promised ${promisedMs} ms`;
  const faster =
    promisedMs === undefined ? '' : `, ${(LME4_MS / median).toFixed(0)} × as fast as lme4's 14 s`;
  console.log(`${title}: median ${shown[0]} ms (best ${shown[1]}, first ${shown[2]})${ratio}${faster}`);
}

measure('1,000,000 rows, 5,000 schools, random intercept', 200, design);
measure('the same with a random slope', undefined, {
  ...design,
  levels: [{ ...school, slopes: ['intake'] }],
});
measure('the same with 40,000 classes in schools', undefined, {
  ...design,
  levels: [{ name: 'class', groups: { codes: classes, levels: CLASSES } }, school],
});
