import { describe, expect, it } from 'vitest';
import { createRandomNumbers, EngineInputError } from '../../kernel/index.ts';
import { relativeDifference } from '../../testkit/approximately.ts';
import { fitLogit, type LogitInput } from './index.ts';
import reference from './reference/logit.json' with { type: 'json' };

/** R stops a climb when the deviance changes by less than a relative 1e-8; so does this one. */
const LIKELIHOOD = 1e-7;

const data = {
  outcome: Float64Array.from(reference.data.y),
  regressors: [
    { name: 'x1', values: Float64Array.from(reference.data.x1) },
    { name: 'x2', values: Float64Array.from(reference.data.x2) },
  ],
};
const weights = Float64Array.from(reference.data.w);
const codes = Int32Array.from(reference.data.g, (group) => group - 1);

function get(input: LogitInput) {
  const result = fitLogit(input);
  if (result.kind === 'not-estimable') throw new Error(result.message);
  return result;
}

function expectTerms(
  input: LogitInput,
  expected: { estimate: number[]; error: number[]; deviance?: number },
): void {
  const { terms, deviance } = get(input);
  terms.forEach(({ estimate, standardError }, term) => {
    expect(relativeDifference(estimate, expected.estimate[term]!)).toBeLessThan(LIKELIHOOD);
    expect(relativeDifference(standardError, expected.error[term]!)).toBeLessThan(LIKELIHOOD);
  });
  if (expected.deviance !== undefined)
    expect(relativeDifference(deviance, expected.deviance)).toBeLessThan(LIKELIHOOD);
}

describe('the logit', () => {
  it('agrees with R, weighted, without intercept and clustered', () => {
    expectTerms(data, reference.plain);
    expectTerms({ ...data, weights }, reference.weighted);
    expectTerms({ ...data, intercept: false }, reference.withoutIntercept);
    expectTerms({ ...data, clusters: { codes, levels: 20 } }, reference.clustered);
  });

  it('names what separates the outcome instead of running off', () => {
    const x = Float64Array.from({ length: 40 }, (_, row) => row);
    const complete = fitLogit({
      outcome: x.map((value) => (value > 19 ? 1 : 0)),
      regressors: [{ name: 'x', values: x }],
    });
    expect(complete).toMatchObject({ kind: 'not-estimable', reason: 'separation' });
    const random = createRandomNumbers(3);
    const group = Float64Array.from({ length: 200 }, (_, row) => (row < 30 ? 1 : 0));
    const noise = group.map(() => random());
    const quasi = fitLogit({
      outcome: group.map((value, row) => (value === 1 || noise[row]! > 0.5 ? 1 : 0)),
      regressors: [
        { name: 'other', values: group.map(() => random()) },
        { name: 'rural', values: group },
      ],
    });
    expect(quasi).toMatchObject({ kind: 'not-estimable', reason: 'separation' });
    expect(quasi.kind === 'not-estimable' && String(quasi.params.terms)).toContain('rural');
    expect(quasi.kind === 'not-estimable' && String(quasi.params.terms)).not.toContain('other');
  });

  it('keeps its digits at extreme units and drops collinear columns by name', () => {
    const plain = get(data);
    for (const unit of [1e-300, 1e12, 1e300]) {
      const scaled = get({
        ...data,
        regressors: data.regressors.map(({ name, values }) => ({
          name,
          values: values.map((value) => value * unit),
        })),
      });
      expect(relativeDifference(scaled.terms[1]!.pValue, plain.terms[1]!.pValue)).toBeLessThan(LIKELIHOOD);
      expect(relativeDifference(scaled.deviance, plain.deviance)).toBeLessThan(LIKELIHOOD);
    }
    const twice = { name: 'twice', values: data.regressors[0]!.values.map((value) => 1 - 2 * value) };
    const constant = { name: 'constant', values: new Float64Array(data.outcome.length).fill(0.1) };
    const more = get({ ...data, regressors: [...data.regressors, twice, constant] });
    expect(more.dropped[0]!.names!.toSorted()).toEqual(['constant', 'twice']);
    expect(relativeDifference(more.estimates[1]!, plain.estimates[1]!)).toBeLessThan(LIKELIHOOD);
  });

  it('refuses what is no logit', () => {
    expect(() => fitLogit({ ...data, outcome: data.outcome.map((value) => value * 2) })).toThrow(
      EngineInputError,
    );
    const constant = fitLogit({ ...data, outcome: data.outcome.map(() => 1) });
    expect(constant).toMatchObject({ kind: 'not-estimable', reason: 'constant-outcome' });
  });
});
