/**
 * Checks a mediation design and says everything that is wrong with it at once.
 */

import { EngineInputError, type InputMistake } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import type { MediationDesign, MediationOptions } from './types.ts';

/** @throws {EngineInputError} as `estimateMediation` */
export function checkMediation(design: MediationDesign, options: MediationOptions): void {
  const mistakes: InputMistake[] = [];
  const rows = design.outcome.length;
  const columns = [
    { name: 'outcome', values: design.outcome },
    { name: 'treatment', values: design.treatment },
    ...design.mediators,
    ...(design.covariates ?? []),
    ...(design.weights ? [{ name: 'weights', values: design.weights }] : []),
  ];
  for (const { name, values } of columns) checkColumn(name, values, rows, mistakes);
  const names = [...design.mediators, ...(design.covariates ?? [])].map(({ name }) => name);
  for (const name of names.filter((one, at) => names.indexOf(one) !== at))
    mistakes.push({
      code: 'duplicate-name',
      message: `Two columns are called ${name}. Give each its own name; a mediator is not a covariate too.`,
      params: { name },
    });
  if (design.mediators.length === 0)
    mistakes.push({ code: 'no-mediators', message: 'There is no mediator. Name at least one.', params: {} });
  for (const factor of design.fixedEffects ?? []) checkFactor(factor.name, factor, rows, mistakes);
  if (design.clusters) checkFactor('clusters', design.clusters, rows, mistakes);
  const light = design.weights?.findIndex((weight) => weight <= 0) ?? -1;
  if (light >= 0)
    mistakes.push({
      code: 'non-positive-weight',
      message: `The weight of row ${light} is ${design.weights![light]}. Weights must be above 0; leave such rows out.`,
      params: { row: light, weight: design.weights![light]! },
    });
  const used = design.clusters ? new Set(design.clusters.codes).size : rows;
  if (mistakes.length === 0 && used < 2)
    mistakes.push({
      code: 'too-few-clusters',
      message: `There is ${used} ${design.clusters ? 'cluster' : 'row'}. Errors need at least two.`,
      params: { clusters: used },
    });
  if (options.errors === 'cluster' && !design.clusters)
    mistakes.push({
      code: 'no-clusters',
      message: 'Clustered errors are asked for and no clusters given. Name the column of clusters.',
      params: {},
    });
  const [control, treated] = design.compare ?? [0, 1];
  if (!(Number.isFinite(control) && Number.isFinite(treated)) || control === treated)
    mistakes.push({
      code: 'bad-comparison',
      message: `The treatments compared are ${control} and ${treated}. Give two different numbers.`,
      params: { control, treated },
    });
  if (rows > 0 && design.outcome.every((value) => value === design.outcome[0]))
    mistakes.push({
      code: 'constant-outcome',
      message: `The outcome is ${design.outcome[0]} in every row. Choose an outcome that varies.`,
      params: { value: design.outcome[0]! },
    });
  const level = options.confidenceLevel ?? 0.95;
  if (!(level > 0 && level < 1))
    mistakes.push({
      code: 'bad-confidence-level',
      message: `The confidence level is ${level}. Give a share between 0 and 1, for example 0.95.`,
      params: { level },
    });
  const draws = options.bootstrap?.draws ?? 100;
  if (!Number.isInteger(draws) || draws < 100)
    mistakes.push({
      code: 'too-few-draws',
      message: `${draws} bootstrap draws are asked for. Take at least 100, better 1,000.`,
      params: { draws },
    });
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
}

function checkColumn(name: string, values: Float64Array, rows: number, mistakes: InputMistake[]): void {
  if (values.length !== rows)
    mistakes.push({
      code: 'length-mismatch',
      message: `${name} has ${values.length} values for ${rows} rows. Give one per row.`,
      params: { name, given: values.length, rows },
    });
  const row = values.findIndex((value) => !Number.isFinite(value));
  if (row >= 0)
    mistakes.push({
      code: 'not-finite',
      message: `${name} is not a finite number in row ${row}. Drop rows with missing values first.`,
      params: { name, row },
    });
}

function checkFactor(name: string, factor: FactorColumn, rows: number, mistakes: InputMistake[]): void {
  if (factor.codes.length !== rows)
    mistakes.push({
      code: 'length-mismatch',
      message: `${name} has ${factor.codes.length} codes for ${rows} rows. Give one per row.`,
      params: { name, given: factor.codes.length, rows },
    });
  const row = factor.codes.findIndex((code) => code < 0 || code >= factor.levels);
  if (row >= 0)
    mistakes.push({
      code: 'bad-group-code',
      message: `${name} has code ${factor.codes[row]} in row ${row}, outside 0 to ${factor.levels - 1}. Recode it.`,
      params: { name, row, code: factor.codes[row]! },
    });
}
