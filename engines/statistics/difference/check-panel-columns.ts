/** What makes columns no panel at all: lengths, numbers, weights, codes, treatment told once. */

import { EngineInputError, type InputMistake } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import type { PanelColumns } from './types.ts';

/** Weights further apart than this cannot be added up. */
const LEAST_RATIO = 1e-100;

/**
 * Checks each column on its own and their lengths together; all mistakes are thrown at once.
 *
 * @param columns outcome, unit, time and treatment of each row
 * @throws {EngineInputError} `no-rows`, `length-mismatch`, `not-finite`, `weight-not-positive`, `weights-too-unequal`, `invalid-codes`,
 *   `duplicate-covariate`,
 *   `treatment-missing`, `treatment-given-twice`
 * @example
 * checkPanelColumns(simulatePanel({ units: 10, periods: 3 }, createRandomNumbers(1))); // undefined
 */
export function checkPanelColumns(columns: PanelColumns): void {
  const rows = columns.outcome.length;
  const mistakes: InputMistake[] = [];
  const push = (code: string, message: string, params: InputMistake['params']): void => {
    mistakes.push({ code, message, params });
  };
  if (rows === 0) push('no-rows', 'There is no row. Add observations.', {});
  const numeric: [string, Float64Array | undefined][] = [
    ['outcome', columns.outcome],
    ['time', columns.time],
    ['firstTreated', columns.firstTreated],
    ['treated', columns.treated],
    ['weights', columns.weights],
    ...(columns.covariates ?? []).map(({ name, values }): [string, Float64Array] => [name, values]),
  ];
  const factors: [string, FactorColumn | undefined][] = [
    ['unit', columns.unit],
    ['cluster', columns.cluster],
  ];
  for (const [column, values] of [...numeric, ...factors.map(([name, f]) => [name, f?.codes] as const)]) {
    if (values === undefined || values.length === rows) continue;
    push(
      'length-mismatch',
      `The column ${column} has ${values.length} rows and the outcome ${rows}. Give one value for each row.`,
      { column, length: values.length, rows },
    );
  }
  for (const [column, values] of numeric) {
    if (values === undefined) continue;
    let count = 0;
    for (const value of values) {
      const isNever = column === 'firstTreated' && value === Number.POSITIVE_INFINITY;
      if (!Number.isFinite(value) && !isNever) count++;
    }
    if (count > 0)
      push(
        'not-finite',
        `The column ${column} has ${count} values that are no finite number. Drop these rows first.`,
        { column, count },
      );
  }
  for (const [column, factor] of factors) {
    const count =
      factor?.codes.reduce((sum, code) => sum + (code < 0 || code >= factor.levels ? 1 : 0), 0) ?? 0;
    if (count > 0)
      push('invalid-codes', `The column ${column} has ${count} codes outside 0 to ${factor!.levels - 1}.`, {
        column,
        count,
      });
  }
  const bad = columns.weights?.reduce((sum, weight) => sum + (weight <= 0 ? 1 : 0), 0) ?? 0;
  if (bad > 0)
    push(
      'weight-not-positive',
      `${bad} weights are zero or negative. Drop these rows or mend their weights.`,
      {
        count: bad,
      },
    );
  let lightest = Number.POSITIVE_INFINITY;
  let heaviest = 0;
  for (const weight of columns.weights ?? []) {
    lightest = Math.min(lightest, weight);
    heaviest = Math.max(heaviest, weight);
  }
  if (lightest > 0 && lightest < LEAST_RATIO * heaviest)
    push(
      'weights-too-unequal',
      `Weights reach from ${lightest} to ${heaviest}, so that some count for nothing. Drop these rows or mend their weights.`,
      { least: lightest, most: heaviest },
    );
  const names = (columns.covariates ?? []).map(({ name }) => name);
  for (const name of new Set(names.filter((one, place) => names.indexOf(one) !== place)))
    push('duplicate-covariate', `Covariate ${name} is given twice. Name each column once.`, { column: name });
  if (columns.treated === undefined && columns.firstTreated === undefined)
    push(
      'treatment-missing',
      'Nothing says who is treated. Give the first treated period or an indicator.',
      {},
    );
  if (columns.treated !== undefined && columns.firstTreated !== undefined)
    push(
      'treatment-given-twice',
      'Treatment is given as first period and as indicator. Give one of them.',
      {},
    );
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
}
