/** Covariates as numbers or as categories, as the person said. */

import type { MatchingCovariate, PanelCovariate } from '@trellis/engines/statistics';
import type { StudyColumns, StudyOptions } from './types.ts';

type Chosen = Pick<StudyOptions, 'covariates' | 'categories'>;

const isCategory = (name: string, { categories = [] }: Chosen) => categories.includes(name);

/** Names of the covariates that are numbers, and of those that are categories. */
export function splitCovariates(options: Chosen): { numbers: string[]; categories: string[] } {
  return {
    numbers: options.covariates.filter((name) => !isCategory(name, options)),
    categories: options.covariates.filter((name) => isCategory(name, options)),
  };
}

/** For matching, which takes categories as they are. */
export function listCovariates(options: Chosen, columns: StudyColumns): MatchingCovariate[] {
  return options.covariates.map((name) => {
    if (!isCategory(name, options)) return { name, values: columns.number(name) };
    const factor = columns.factor(name);
    return { name, values: factor, levelNames: factor.labels.map(String) };
  });
}

/** For regressions: a column of 0 and 1 for every category but the first. */
export function spreadCovariates(options: Chosen, columns: StudyColumns): PanelCovariate[] {
  return options.covariates.flatMap((name): PanelCovariate[] => {
    if (!isCategory(name, options)) return [{ name, values: columns.number(name) }];
    const { codes, labels } = columns.factor(name);
    return labels.slice(1).map((label, place) => ({
      name: `${name} ${label}`,
      values: Float64Array.from(codes, (code) => (code === place + 1 ? 1 : 0)),
    }));
  });
}
