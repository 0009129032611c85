import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import {
  type Aggregation,
  aggregateGroupTimeEffects,
  type DifferenceTerm,
  decomposeGoodmanBacon,
  estimateByImputation,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateSunAbraham,
  estimateTwoByTwo,
  estimateTwoWayFixedEffects,
  type GroupTimeOptions,
  type PanelColumns,
} from './index.ts';

/** Logits of the reference stop at a deviance change of 1e-8, so weighting agrees less closely. */
const LOGIT = 1e-7;

/** The reference sweeps fixed effects out by iteration. */
const ITERATED = 1e-6;

const FOLDER = fileURLToPath(new URL('../../../../shared/reference/statistics/', import.meta.url));
const isThere = existsSync(FOLDER);
if (!isThere)
  it.skip('the shared folder of reference numbers is not beside this copy, so its figures are not compared', () => {});

function readColumns(file: string): Record<string, Float64Array> {
  const [header, ...lines] = readFileSync(`${FOLDER}data/${file}.csv`, 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  return Object.fromEntries(
    header!.split(',').map((name, column) => [name, Float64Array.from(rows, (row) => row[column]!)]),
  );
}

function toFactor(values: Float64Array) {
  const codes = new Map<number, number>();
  for (const value of values) if (!codes.has(value)) codes.set(value, codes.size);
  return { codes: Int32Array.from(values, (value) => codes.get(value)!), levels: codes.size };
}

function getEstimated<Answer extends { kind: string }>(answer: Answer) {
  if (answer.kind !== 'estimated') throw new Error(JSON.stringify(answer));
  return answer as Extract<Answer, { kind: 'estimated' }>;
}

interface ReferenceRow {
  readonly egt: number;
  readonly att: number;
  readonly se: number | null;
}
interface ReferenceAggregate {
  readonly overall: { readonly estimate: number; readonly std_error: number };
  readonly by?: readonly ReferenceRow[];
}
type CallawaySantAnna = {
  readonly att_gt: readonly { group: number; t: number; att: number; se: number | null }[];
  readonly pretest_W: readonly [readonly [number]];
  readonly pretest_p: readonly [readonly [number]];
} & Record<Aggregation, ReferenceAggregate>;

describe.runIf(isThere)('difference in differences', () => {
  // biome-ignore lint/suspicious/noExplicitAny: the reference file's shape differs by block
  const reference: any = isThere ? JSON.parse(readFileSync(`${FOLDER}did.json`, 'utf8')) : {};

  function getMpdta(hasCovariate: boolean): PanelColumns {
    const columns = readColumns('did_mpdta');
    return {
      outcome: columns.lemp!,
      unit: toFactor(columns.countyreal!),
      time: columns.year!,
      firstTreated: columns['first.treat']!,
      ...(hasCovariate ? { covariates: [{ name: 'lpop', values: columns.lpop! }] } : {}),
    };
  }

  const expectTerm = (
    term: DifferenceTerm,
    estimate: number,
    error: number | null,
    tolerance: number,
    name: string,
  ) => {
    expect(relativeDifference(term.estimate, estimate), `${name} estimate`).toBeLessThan(tolerance);
    expect(relativeDifference(term.standardError, error!), `${name} error`).toBeLessThan(tolerance);
  };

  const BLOCKS: [string, boolean, GroupTimeOptions, number][] = [
    ['cs_nocov_never_dr', false, {}, CLOSED_FORM],
    ['cs_nocov_notyet_dr', false, { control: 'not-yet-treated' }, CLOSED_FORM],
    ['cs_lpop_never_dr', true, {}, LOGIT],
    ['cs_lpop_never_reg', true, { method: 'regression' }, CLOSED_FORM],
    ['cs_lpop_never_ipw', true, { method: 'weighting' }, LOGIT],
    ['cs_lpop_notyet_dr', true, { control: 'not-yet-treated' }, LOGIT],
    ['cs_nocov_never_dr_universal', false, { base: 'universal' }, CLOSED_FORM],
  ];

  it.each(BLOCKS)('%s agrees in every cell and aggregation', (block, hasCovariate, options, tolerance) => {
    const expected = reference.mpdta[block] as CallawaySantAnna;
    const answer = getEstimated(estimateGroupTimeEffects(getMpdta(hasCovariate), options));
    expect(answer.cells.length).toBe(expected.att_gt.length);
    for (const row of expected.att_gt) {
      const cell = answer.cells.find(({ group, period }) => group === row.group && period === row.t)!;
      if (row.se === null) expect(cell.isReference).toBe(true);
      else expectTerm(cell.effect as DifferenceTerm, row.att, row.se, tolerance, `${row.group} ${row.t}`);
    }
    const preTrend = answer.preTrend;
    if ('kind' in preTrend) throw new Error(preTrend.message);
    expect(relativeDifference(preTrend.statistic, expected.pretest_W[0][0])).toBeLessThan(10 * tolerance);
    expect(Math.abs(preTrend.pValue - expected.pretest_p[0][0])).toBeLessThan(6e-6);
    for (const aggregation of ['simple', 'dynamic', 'group', 'calendar'] as const) {
      const aggregate = getEstimated(aggregateGroupTimeEffects(answer, aggregation));
      const { overall, by = [] } = expected[aggregation];
      expectTerm(
        aggregate.overall as DifferenceTerm,
        overall.estimate,
        overall.std_error,
        tolerance,
        aggregation,
      );
      for (const row of by.filter(({ se }) => se !== null)) {
        const term = aggregate.terms.find(
          ({ eventTime, group, period }) => row.egt === (eventTime ?? group ?? period),
        )!;
        expectTerm(term, row.att, row.se, tolerance, `${aggregation} ${row.egt}`);
      }
    }
  });

  function getStaggered(hasCovariate: boolean): PanelColumns {
    const columns = readColumns('fixest_base_stagg');
    return {
      outcome: columns.y!,
      unit: toFactor(columns.id!),
      time: columns.year!,
      firstTreated: columns.year_treated!,
      ...(hasCovariate ? { covariates: [{ name: 'x1', values: columns.x1! }] } : {}),
    };
  }

  it('goodman_bacon agrees in every component and sums to the plain estimate', () => {
    const answer = getEstimated(decomposeGoodmanBacon(getMpdta(false)));
    const { components, weighted_sum: sum } = reference.mpdta.goodman_bacon;
    expect(answer.components.length).toBe(components.length);
    for (const row of components) {
      const component = answer.components.find(
        ({ treated, control }) => treated === row.treated && control === (row.control || 'never'),
      )!;
      expect(relativeDifference(component.weight, row.weight)).toBeLessThan(CLOSED_FORM);
      expect(relativeDifference(component.estimate, row.estimate)).toBeLessThan(CLOSED_FORM);
    }
    expect(relativeDifference(answer.weightedSum, sum)).toBeLessThan(CLOSED_FORM);
  });

  it('imputation agrees', () => {
    const getOverall = (columns: PanelColumns) =>
      (getEstimated(estimateByImputation(columns)).overall as DifferenceTerm).estimate;
    const expected: [PanelColumns, number][] = [
      [getMpdta(false), reference.mpdta.imputation_att_point],
      [getStaggered(false), reference.base_stagg.imputation_att_point.no_cov],
      [getStaggered(true), reference.base_stagg.imputation_att_point.x1],
    ];
    for (const [columns, point] of expected)
      expect(relativeDifference(getOverall(columns), point)).toBeLessThan(ITERATED);
  });

  interface ReferenceTerm {
    readonly estimate: number;
    readonly std_error: number;
    readonly p_value: number;
  }
  const expectRow = (term: unknown, row: ReferenceTerm, name: string) => {
    const actual = term as DifferenceTerm;
    expectTerm(actual, row.estimate, row.std_error, CLOSED_FORM, name);
    // Far tails multiply the relative error of the statistic.
    expect(relativeDifference(actual.pValue, row.p_value, 1e-12), `${name} p`).toBeLessThan(ITERATED);
  };

  function getAtOnce(isCovariate: boolean): PanelColumns {
    const columns = readColumns('fixest_base_did');
    return {
      outcome: columns.y!,
      unit: toFactor(columns.id!),
      time: columns.period!,
      firstTreated: columns.treat!.map((treated) => (treated === 1 ? 6 : 0)),
      ...(isCovariate ? { covariates: [{ name: 'x1', values: columns.x1! }] } : {}),
    };
  }

  it('base_did agrees: two by two, two-way fixed effects under each correction, event study, test before', () => {
    const expected = reference.base_did;
    const pooled = getEstimated(estimateTwoByTwo(getAtOnce(false)));
    ['(Intercept)', 'treat', 'post', 'treat:post'].forEach((name, place) => {
      expectRow(pooled.terms[place], expected.pooled_2x2_cluster_id[name], name);
    });
    const columns = getAtOnce(true);
    for (const [block, options] of [
      ['iid', { standardErrors: 'iid' }],
      ['hetero_HC1', { standardErrors: 'hc1' }],
      ['cluster_id', {}],
      ['cluster_id_K_full', { fixedEffectCount: 'full' }],
      ['cluster_id_ssc_none', { standardErrors: 'cr0' }],
    ] as const) {
      const [effect, control] = getEstimated(estimateTwoWayFixedEffects(columns, options)).terms;
      expectRow(effect, expected[block]['treat:post'], block);
      expectRow(control, expected[block].x1, block);
    }
    const event = getEstimated(estimateEventStudy(columns));
    expect(event.reference).toBe(-1);
    for (const [name, row] of Object.entries<ReferenceTerm>(expected.event_study_ref5_cluster_id)) {
      const period = Number(/period::(\d+)/.exec(name)?.[1] ?? Number.NaN);
      const term =
        name === 'x1' ? event.covariates[0] : event.terms.find(({ eventTime }) => eventTime === period - 6);
      expectRow(term, row, name);
    }
    const { preTrend } = event;
    if ('kind' in preTrend) throw new Error(preTrend.message);
    expect(relativeDifference(preTrend.statistic, expected.pretrend_wald.F)).toBeLessThan(CLOSED_FORM);
    expect(relativeDifference(preTrend.pValue, expected.pretrend_wald.p)).toBeLessThan(CLOSED_FORM);
    expect(preTrend).toMatchObject({ numeratorDegreesOfFreedom: 4, denominatorDegreesOfFreedom: 107 });
  });

  it('naive_twfe agrees and is warned about', () => {
    const expected = reference.base_stagg.naive_twfe;
    const answer = getEstimated(estimateTwoWayFixedEffects(getStaggered(true)));
    expectRow(answer.overall, expected['I(1 * (time_to_treatment >= 0 & treated == 1))'], 'effect');
    expectRow(answer.terms[1], expected.x1, 'x1');
    expect(answer.notes.map(({ code }) => code)).toContain('staggered-timing');
    const other = getEstimated(estimateTwoWayFixedEffects(getMpdta(false)));
    expectRow(other.overall, Object.values(reference.mpdta.twfe)[0] as ReferenceTerm, 'mpdta');
  });

  it.each(['base_stagg', 'mpdta'])('Sun-Abraham agrees by event, over all and by cohort: %s', (block) => {
    const expected = reference[block];
    const answer = getEstimated(estimateSunAbraham(block === 'mpdta' ? getMpdta(false) : getStaggered(true)));
    for (const [name, row] of Object.entries<ReferenceTerm>(expected.sunab_event)) {
      const eventTime = Number(name.replace('year::', ''));
      expectRow(
        name === 'x1' ? answer.covariates[0] : answer.terms.find((term) => term.eventTime === eventTime),
        row,
        name,
      );
    }
    expectRow(answer.overall, expected.sunab_att.ATT, 'ATT');
    for (const [name, row] of Object.entries<ReferenceTerm>(expected.sunab_cohort ?? {}))
      if (name !== 'x1')
        expectRow(
          answer.cohorts.find(({ group }) => group === Number(name.replace('cohort::', ''))),
          row,
          name,
        );
  });
});
