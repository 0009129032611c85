import { z } from 'zod';
import {
  done,
  id,
  idParams,
  isoDate,
  language,
  localText,
  pageOf,
  pageQuery,
  valueSource,
} from './common.ts';
import { defineRoutes } from './route.ts';

const perStage = z.record(z.string(), z.number());

/** A standard pack: what is judged and against which numbers. Data, never code. */
export const standardPack = z.looseObject({
  id: z.string(),
  name: localText,
  validFrom: z.string(),
  source: localText,
  stages: z.array(z.string()),
  indicators: z.array(
    z.looseObject({
      id: z.string(),
      name: localText,
      unit: localText,
      numerator: z.string(),
      denominator: z.enum(['pupils', '100-pupils', 'none']),
      better: z.enum(['higher', 'lower']),
      standard: perStage.optional(),
      cvLimit: perStage.optional(),
    }),
  ),
  rules: z.looseObject({ variation: z.enum(['each', 'mean']) }),
});
export type StandardPackBody = z.infer<typeof standardPack>;

export const packListItem = z.object({
  pack: standardPack,
  origin: z.enum(['shipped', 'bureau']),
  version: z.number().int(),
});

export const verdict = z.enum(['met', 'not-met', 'not-judged']);

/** A number an engine may be unable to give: then it says why. */
export const estimate = z.union([
  z.number(),
  z.object({ kind: z.literal('not-estimable'), reason: z.string() }),
]);
export type Estimate = z.infer<typeof estimate>;

export const transfer = z.object({ fromSchoolId: id, toSchoolId: id, amount: z.number() });
export const remedy = z.object({
  status: z.enum(['already-met', 'found', 'not-reachable', 'not-applicable', 'not-estimable', 'no-limit']),
  reason: z.string().optional(),
  amount: z.number().optional(),
  cvAfter: z.number().optional(),
  /** What the variation was to come down to; its share of the mean's limit where the pack limits the mean. */
  limit: z.number().optional(),
  transfers: z.array(transfer).optional(),
  additions: z.array(z.object({ schoolId: id, amount: z.number() })).optional(),
});
export type Remedy = z.infer<typeof remedy>;

export const balanceIndicator = z.object({
  id: z.string(),
  name: localText,
  shortName: localText,
  unit: localText,
  numeratorUnit: localText,
  numerator: z.string(),
  denominator: z.enum(['pupils', '100-pupils', 'none']),
  better: z.enum(['higher', 'lower']),
  whole: z.boolean(),
  standard: z.number().optional(),
  mean: estimate,
  cv: estimate,
  cvUnweighted: estimate,
  cvLimit: z.number().optional(),
  verdict,
  reason: z.string().optional(),
  gini: estimate,
  theilT: estimate,
  theilL: estimate,
  atkinson: estimate,
  highestToLowest: estimate,
  schools: z.array(
    z.object({
      schoolId: id,
      value: z.number(),
      total: z.number(),
      met: z.boolean().optional(),
      shareOfVariation: z.number().optional(),
    }),
  ),
  excluded: z.array(z.object({ schoolId: id, reason: z.string() })),
  /** Smallest redistribution, smallest addition, and what lifts every school to the standard. */
  redistribution: remedy,
  addition: remedy,
  shortfall: remedy,
  /** Variation by school year, oldest first. */
  history: z.array(z.object({ year: z.number().int(), cv: z.number() })),
  /** The last unbroken run of the history: "has narrowed every year since". */
  trend: z
    .object({
      direction: z.enum(['narrowing', 'widening', 'steady']),
      since: z.number().int(),
      steps: z.number().int(),
    })
    .nullable(),
  /** Theil T between and within clusters and kinds of location. */
  decomposition: z.array(
    z.object({
      by: z.enum(['cluster', 'location', 'group']),
      between: estimate,
      within: estimate,
      groups: z.number().int(),
    }),
  ),
});
export type BalanceIndicator = z.infer<typeof balanceIndicator>;

export const balanceSchool = z.object({
  schoolId: id,
  code: z.string().nullable(),
  name: localText,
  shortName: z.string().nullable(),
  role: z.enum(['dominant', 'member']).nullable(),
  level: z.enum(['high', 'middle', 'low']).nullable(),
  location: z.enum(['urban', 'town', 'rural']).nullable(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  clusterId: id.nullable(),
  stage: z.string(),
  pupils: z.number().nullable(),
  met: z.number().int(),
  of: z.number().int(),
  verdict,
  failing: z.array(z.string()),
});
export type BalanceSchool = z.infer<typeof balanceSchool>;

/** A judged group: everything the balance page shows. */
export const balance = z.object({
  group: z.object({ id, code: z.string(), name: localText }),
  packId: z.string(),
  packName: localText,
  stage: z.string().nullable(),
  year: z.number().int().nullable(),
  asOf: z.string(),
  clusterId: id.nullable(),
  weighting: z.enum(['enrolment', 'none']),
  /** What can be chosen. */
  stages: z.array(z.string()),
  years: z.array(z.number().int()),
  clusters: z.array(z.object({ id, name: localText })),
  area: z.object({ schools: z.number().int(), pupils: z.number() }),
  verdict,
  /** Stable codes for why, rendered in words by the client. */
  reasons: z.array(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  indicators: z.array(balanceIndicator),
  schools: z.array(balanceSchool),
  /** Members without figures for this stage and year. */
  withoutFigures: z.array(z.object({ schoolId: id, name: localText })),
});
export type Balance = z.infer<typeof balance>;

/** Where one cell comes from: formula in words and symbols, inputs, source rows, rule. */
export const cellExplanation = z.object({
  school: z.object({ id, name: localText }),
  indicatorId: z.string(),
  value: z.number(),
  formula: localText,
  inputs: z.array(
    z.object({
      variable: z.string(),
      name: localText,
      value: z.number(),
      /** Set when a through-school's total was divided between stages. */
      splitFrom: z.number().optional(),
      source: valueSource.extend({ importedAt: z.string() }),
    }),
  ),
  standard: z.number().nullable(),
  rule: localText,
});
export type CellExplanation = z.infer<typeof cellExplanation>;

export const balanceQuery = z.object({
  pack: z.string().max(80).optional(),
  stage: z.string().max(40).optional(),
  year: z.coerce.number().int().min(1800).max(2200).optional(),
  clusterId: id.optional(),
  /** The day whose members and clusters count; today when left out. */
  asOf: isoDate.optional(),
});

export const groupRank = z.object({
  group: z.object({ id, code: z.string(), name: localText }),
  schools: z.number().int(),
  pupils: z.number(),
  verdict,
  reason: z.string().optional(),
  indicatorsOver: z.number().int(),
  indicatorsJudged: z.number().int(),
  schoolsMet: z.number().int(),
  /** Mean of the variations that could be estimated, and of how many indicators it is one. */
  meanCv: estimate,
  meanCvOf: z.number().int(),
  worst: z.object({ indicatorId: z.string(), name: localText, cv: z.number() }).nullable(),
  /** The variation of every indicator, in the pack's order. */
  cvs: z.array(z.object({ indicatorId: z.string(), cv: estimate })),
});
export type GroupRank = z.infer<typeof groupRank>;

export const sourceRow = z.object({
  fileName: z.string(),
  sheet: z.string().nullable(),
  row: z.number().int(),
  cells: z.array(z.object({ letter: z.string(), header: z.string(), value: z.string() })),
});

export const balanceRoutes = defineRoutes({
  'GET /api/packs': {
    summary: 'Standard packs: shipped ones and the bureau’s own',
    access: 'balance.read',
    response: z.array(packListItem),
  },
  'PUT /api/packs/:packId': {
    summary: 'Save the bureau’s own version of a pack',
    access: 'pack.write',
    params: z.object({ packId: z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/) }),
    body: standardPack,
    response: done,
  },
  'DELETE /api/packs/:packId': {
    summary: 'Drop the bureau’s own version of a pack',
    access: 'pack.write',
    params: z.object({ packId: z.string() }),
    response: done,
  },
  'GET /api/groups/:id/balance': {
    summary: 'Judge a group against a pack',
    access: 'balance.read',
    params: idParams,
    query: balanceQuery,
    response: balance,
  },
  'GET /api/groups/:id/balance/cell': {
    summary: 'Formula, inputs and source rows of one cell',
    access: 'balance.read',
    params: idParams,
    query: balanceQuery.extend({ schoolId: id, indicatorId: z.string() }),
    response: cellExplanation,
  },
  'GET /api/groups/:id/balance.xlsx': {
    summary: 'The judged group as a workbook',
    access: 'balance.read',
    params: idParams,
    query: balanceQuery.extend({ lang: language.default('en') }),
    response: 'file',
  },
  'GET /api/groups/:id/balance/report': {
    summary: 'The judged group as a printable page',
    access: 'balance.read',
    params: idParams,
    query: balanceQuery.extend({ lang: language.default('en') }),
    response: 'html',
  },
  'GET /api/bureau/balance': {
    summary: 'All groups of the bureau ranked',
    access: 'bureau.read',
    query: balanceQuery
      .omit({ clusterId: true })
      .extend(pageQuery.shape)
      .extend({
        sort: z.enum(['indicatorsOver', 'meanCv', 'schools', 'name']).default('indicatorsOver'),
        indicator: z.string().max(80).optional(),
        minSchools: z.coerce.number().int().min(1).default(1),
        kind: z.string().max(40).optional(),
        q: z.string().max(100).optional(),
      }),
    response: pageOf(groupRank).extend({
      packId: z.string(),
      stage: z.string().nullable(),
      year: z.number().int().nullable(),
      stages: z.array(z.string()),
      years: z.array(z.number().int()),
      notJudged: z.number().int(),
    }),
  },
  'GET /api/imports/:id/rows/:row': {
    summary: 'One row of an imported file as it was',
    access: 'balance.read',
    params: z.object({ id, row: z.coerce.number().int().min(1) }),
    /** 0: the file itself; n: the nth sheet of fixed rows that followed it. */
    query: z.object({ file: z.coerce.number().int().min(0).max(10_000).default(0) }),
    response: sourceRow,
  },
});
