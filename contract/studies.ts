import { z } from 'zod';
import { done, id, idParams, language, localText, pageOf, pageQuery } from './common.ts';
import { defineRoutes } from './route.ts';

export const studyEstimators = [
  '2x2',
  'twfe',
  'event',
  'callaway-santanna',
  'sun-abraham',
  'imputation',
  'match',
  'match-did',
  'mediate',
  'multilevel',
] as const;
export const studyScales = ['raw', 'sd-all', 'sd-comparison-before'] as const;
/** `draft`: may change · `frozen`: registered, not yet run · then as the job goes. */
export const studyStatuses = ['draft', 'frozen', 'running', 'done', 'refused', 'failed'] as const;
export const studyExportFormats = ['json', 'xlsx', 'html', 'docx', 'r'] as const;
export type StudyEstimator = (typeof studyEstimators)[number];
export type StudyScale = (typeof studyScales)[number];
export type StudyStatus = (typeof studyStatuses)[number];

const columnName = z.string().trim().min(1).max(200);
const columnOrNone = columnName.nullable().default(null);

/** Everything that is decided before outcomes are opened; all of it is frozen. */
export const studyDesign = z.object({
  /** The question in the person's own words. */
  question: z.string().trim().max(1000),
  outcomes: z.array(columnName).max(5),
  scale: z.enum(studyScales).default('raw'),
  /** Who is treated: a school. Rows may be units per period, or pupils in units. */
  unit: columnOrNone,
  time: columnOrNone,
  /** The unit's first treated period; blank, 0 or NA: never. Either this or `treated`. */
  treatedFrom: columnOrNone,
  /** 1 where the row is treated, otherwise 0. */
  treated: columnOrNone,
  /** The column at whose level treatment was given out; the unit when left out. */
  assignedBy: columnOrNone,
  cluster: columnOrNone,
  /** Where units lie: treated and comparison should lie in the same places. */
  region: columnName.nullable().optional(),
  weights: columnOrNone,
  covariates: z
    .array(z.object({ column: columnName, measured: z.enum(['before', 'after', 'unknown']) }))
    .max(30)
    .default([]),
  /** Fixed effects; unit and time when empty. */
  fixed: z.array(columnName).max(5).default([]),
  estimator: z.enum(studyEstimators),
  control: z.enum(['never', 'not-yet']).default('never'),
  standardErrors: z.enum(['iid', 'hc1', 'cr1', 'cr2']).default('cr1'),
  smallSample: z.enum(['nested', 'full', 'none']).default('nested'),
  mediators: z
    .array(
      z.object({
        column: columnName,
        /** The period of measurement, on the scale of `time`; null when not known. */
        measuredAt: z.number().nullable(),
        level: z.enum(['pupil', 'unit']),
      }),
    )
    .max(6)
    .default([]),
  /** The period in which the outcome of a mediation or matching study was measured. */
  outcomeMeasuredAt: z.number().nullable().default(null),
  /** Columns whose values divide the data into groups; numbers of many values are cut at their median. */
  subgroups: z.array(columnName).max(6).default([]),
  adjustment: z.enum(['holm', 'benjamini-hochberg']).default('holm'),
  /** How the treated came to be treated. */
  selection: z
    .enum(['weak-chosen', 'strong-chosen', 'volunteered', 'drawn-by-lot', 'unknown'])
    .default('unknown'),
  /** Whether schools of the comparison group work with treated schools, as partners do. */
  partnersAmongControls: z.enum(['no', 'yes', 'unknown']).default('unknown'),
  seed: z.number().int().min(1).max(4_294_967_295).default(1),
});
export type StudyDesign = z.infer<typeof studyDesign>;

export const studyColumn = z.object({
  name: z.string(),
  type: z.enum(['number', 'binary', 'category', 'text', 'empty']),
  rows: z.number().int(),
  missing: z.number().int(),
  distinct: z.number().int(),
  /** Up to five values; none where the column looks personal, and none of which fewer than five rows have. */
  examples: z.array(z.string()),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Set when the column looks like names or identity numbers of persons: such a file is not kept. */
  personal: z.enum(['name', 'identity-number', 'telephone', 'email']).nullable(),
});
export type StudyColumn = z.infer<typeof studyColumn>;

/** Where the study's rows come from. */
export const studyData = z.object({
  source: z.enum(['file', 'register']),
  fileName: z.string(),
  rows: z.number().int(),
  sha256: z.string(),
  columns: z.array(studyColumn),
  /** What the register was asked for. */
  register: z
    .object({
      groupId: id,
      groupName: localText,
      indicators: z.array(z.string()),
      from: z.number().int(),
      to: z.number().int(),
    })
    .nullable(),
});
export type StudyData = z.infer<typeof studyData>;

/** What there is to say about a design before outcomes are opened; a refusal bars freezing. */
export const studyFinding = z.object({
  severity: z.enum(['refusal', 'warning', 'note']),
  /** Such as `clusters-below-assignment`, `single-pre-period`; the same codes the engines use. */
  code: z.string(),
  /** The field of the design it concerns. */
  field: z.string().nullable(),
  message: localText,
});
export type StudyFinding = z.infer<typeof studyFinding>;

export const studyCheck = z.object({
  findings: z.array(studyFinding),
  mayFreeze: z.boolean(),
  /** What treatment looks like in the data, without looking at any outcome. */
  facts: z.object({
    rows: z.number().int(),
    units: z.number().int().nullable(),
    treatedUnits: z.number().int().nullable(),
    comparisonUnits: z.number().int().nullable(),
    clusters: z.number().int().nullable(),
    periods: z.array(z.number()),
    /** Units by the period in which their treatment begins. */
    starts: z.array(z.object({ period: z.number(), units: z.number().int() })),
  }),
});
export type StudyCheck = z.infer<typeof studyCheck>;

export const studySummary = z.object({
  id,
  title: z.string(),
  status: z.enum(studyStatuses),
  estimator: z.enum(studyEstimators).nullable(),
  version: z.number().int(),
  /** The frozen study this one takes the place of. */
  earlier: id.nullable(),
  example: z.boolean(),
  createdBy: z.string(),
  createdAt: z.string(),
  frozenAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type StudySummary = z.infer<typeof studySummary>;

export const studyProgress = z.object({
  phase: z.enum([
    'waiting',
    'reading',
    'estimating',
    'subgroups',
    'checks',
    'writing',
    'done',
    'refused',
    'failed',
  ]),
  /** 0 to 1. */
  share: z.number(),
  message: localText.nullable(),
});
export type StudyProgress = z.infer<typeof studyProgress>;

export const studyDetail = studySummary.extend({
  mayWrite: z.boolean(),
  data: studyData.nullable(),
  design: studyDesign.nullable(),
  /** SHA-256 of the canonical design, the data's digest and the moment. */
  hash: z.string().nullable(),
  frozenBy: z.string().nullable(),
  progress: studyProgress.nullable(),
  /** Later versions, oldest first. */
  later: z.array(z.object({ id, version: z.number().int() })),
});
export type StudyDetail = z.infer<typeof studyDetail>;

const interval = z.tuple([z.number(), z.number()]);

/** One number with its uncertainty. */
export const studyTerm = z.object({
  name: z.string(),
  label: localText,
  kind: z.enum(['event', 'group-time', 'effect', 'covariate', 'mediation', 'level', 'other']),
  estimate: z.number(),
  standardError: z.number(),
  confidenceInterval: interval,
  pValue: z.number(),
  eventTime: z.number().optional(),
  cohort: z.number().optional(),
  period: z.number().optional(),
  mediator: z.string().optional(),
});
export type StudyResultTerm = z.infer<typeof studyTerm>;

/** A test or a line of sensitivity in words with its numbers, or why there is none. */
const named = z.object({ code: z.string(), label: localText, verdict: localText });
export const studyTest = named.extend({
  statistic: z.number().nullable(),
  degreesOfFreedom: z.number().nullable(),
  pValue: z.number().nullable(),
});
export const studySensitivityRow = named.extend({
  value: z.number().nullable(),
  confidenceInterval: interval.nullable(),
});

export const studyOutcomeResult = z.object({
  outcome: z.string(),
  headline: z.object({
    /** Null where the data cannot carry it; `sentence` then says why. */
    estimate: z.number().nullable(),
    standardError: z.number().nullable(),
    degreesOfFreedom: z.number().nullable(),
    confidenceInterval: interval.nullable(),
    pValue: z.number().nullable(),
    /** Adjusted over the outcomes of the study; the same as pValue for one. */
    adjustedPValue: z.number().nullable(),
    unit: localText,
    scale: z.enum(studyScales),
    /** What one unit of the scale is in the outcome's own units; 1 for raw. */
    scaleDivisor: z.number(),
    direction: z.enum(['higher', 'lower', 'not-shown', 'not-estimable']),
    /** One plain sentence that claims no more than the interval carries. */
    sentence: localText,
  }),
  estimand: z.string(),
  counts: z.object({
    rows: z.number().int(),
    units: z.number().int().nullable(),
    treatedUnits: z.number().int().nullable(),
    clusters: z.number().int().nullable(),
  }),
  smallSample: z.object({ formula: z.string(), factor: z.number() }).nullable(),
  terms: z.array(studyTerm),
  /** Effects by periods since treatment began, the reference period at zero included. */
  eventStudy: z.array(
    z.object({
      eventTime: z.number(),
      estimate: z.number(),
      confidenceInterval: interval,
      reference: z.boolean(),
      units: z.number().int().nullable(),
    }),
  ),
  preTrend: studyTest.nullable(),
  placebo: z.array(
    studyTest.extend({ estimate: z.number().nullable(), confidenceInterval: interval.nullable() }),
  ),
  sensitivity: z.array(studySensitivityRow),
  /** Effects through each channel. */
  mediation: z.array(
    z.object({
      mediator: z.string(),
      indirect: studyTerm,
      /** Of the total effect; null where the total is near zero. */
      share: z.number().nullable(),
      evidence: z.boolean(),
      sentence: localText,
    }),
  ),
  /** Standardised differences before and after matching. */
  love: z.array(
    z.object({
      covariate: z.string(),
      before: z.number().nullable(),
      after: z.number().nullable(),
      varianceRatioBefore: z.number().nullable(),
      varianceRatioAfter: z.number().nullable(),
    }),
  ),
  /** Propensity scores in bins; bins of fewer than five are suppressed (null). */
  overlap: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      treated: z.number().int().nullable(),
      comparison: z.number().int().nullable(),
    }),
  ),
  heterogeneity: z.array(
    z.object({
      column: z.string(),
      group: z.string(),
      rows: z.number().int().nullable(),
      units: z.number().int().nullable(),
      /** Null where the group is too small to show (`suppressed`) or the data cannot carry it. */
      estimate: z.number().nullable(),
      confidenceInterval: interval.nullable(),
      pValue: z.number().nullable(),
      adjustedPValue: z.number().nullable(),
      suppressed: z.boolean(),
      reason: localText.nullable(),
    }),
  ),
  /** Schools with their effects, lowest first (multilevel); none of fewer than five pupils. */
  unitEffects: z.array(z.object({ unit: z.string(), effect: z.number(), confidenceInterval: interval })),
  varianceComponents: z.array(
    z.object({ name: z.string(), variance: z.number(), share: z.number().nullable() }),
  ),
  dropped: z.array(z.object({ code: z.string(), reason: localText, count: z.number().int() })),
  warnings: z.array(z.object({ code: z.string(), message: localText })),
});
export type StudyOutcomeResult = z.infer<typeof studyOutcomeResult>;

export const studyResult = z.object({
  /** Null when run on the command line. */
  studyId: id.nullable(),
  title: z.string(),
  question: z.string(),
  method: localText,
  estimator: z.enum(studyEstimators),
  design: studyDesign,
  fileName: z.string(),
  dataSha256: z.string(),
  hash: z.string().nullable(),
  frozenAt: z.string().nullable(),
  finishedAt: z.string(),
  softwareVersion: z.string(),
  outcomes: z.array(studyOutcomeResult),
  /** Everything that was found before outcomes were opened. */
  findings: z.array(studyFinding),
  /** Names every choice and every warning. */
  methods: localText,
  /** How many cells were hidden because fewer than five stood behind them. */
  suppressedCells: z.number().int(),
});
export type StudyResult = z.infer<typeof studyResult>;

export const registerIndicator = z.object({
  id: z.string(),
  name: localText,
  unit: localText,
  years: z.array(z.number().int()),
  schools: z.number().int(),
});

export const studyRoutes = defineRoutes({
  'GET /api/studies': {
    summary: 'Studies, newest first',
    access: 'study.read',
    query: pageQuery,
    response: pageOf(studySummary),
  },
  'POST /api/studies': {
    summary: 'Begin a study',
    access: 'study.write',
    body: z.object({ title: z.string().trim().min(1).max(200) }),
    response: studyDetail,
  },
  'GET /api/studies/:id': {
    summary: 'A study: its data, design and how far it has come',
    access: 'study.read',
    params: idParams,
    response: studyDetail,
  },
  'DELETE /api/studies/:id': {
    summary: 'Delete a study that is not frozen; a frozen one stays on record',
    access: 'study.write',
    params: idParams,
    response: done,
  },
  'POST /api/studies/:id/data': {
    summary:
      'Upload the data file (.csv, .csv.gz, .xlsx), pseudonymised; it takes the place of an earlier one',
    access: 'study.write',
    params: idParams,
    query: z.object({ fileName: z.string().min(1).max(255) }),
    upload: true,
    response: studyDetail,
  },
  'GET /api/study-indicators': {
    summary: 'What the register holds as figures of schools by year',
    access: 'study.read',
    response: z.object({
      indicators: z.array(registerIndicator),
      groups: z.array(z.object({ id, name: localText })),
    }),
  },
  'POST /api/studies/:id/register-data': {
    summary: 'Take the register as the source: schools by year, treated from their first year in a group',
    access: 'study.write',
    params: idParams,
    body: z.object({
      groupId: id,
      indicators: z.array(z.string().min(1).max(120)).min(1).max(12),
      from: z.number().int().min(1900).max(2200).optional(),
      to: z.number().int().min(1900).max(2200).optional(),
    }),
    response: studyDetail,
  },
  'PUT /api/studies/:id/design': {
    summary: 'Write the design; not once it is frozen',
    access: 'study.write',
    params: idParams,
    body: studyDesign,
    response: studyDetail,
  },
  'POST /api/studies/:id/check': {
    summary:
      'What is to be said about a design before the outcome is opened; the stored one when none is sent',
    access: 'study.read',
    params: idParams,
    body: z.object({ design: studyDesign.nullable() }),
    response: studyCheck,
  },
  'POST /api/studies/:id/freeze': {
    summary: 'Freeze the design and the data under a hash',
    access: 'study.write',
    params: idParams,
    response: studyDetail,
  },
  'POST /api/studies/:id/versions': {
    summary: 'Begin a new version of a frozen study, with its data and design, which names the earlier',
    access: 'study.write',
    params: idParams,
    response: studyDetail,
  },
  'POST /api/studies/:id/run': {
    summary: 'Run a frozen study; its progress stands in the study',
    access: 'study.write',
    params: idParams,
    response: studyDetail,
  },
  'GET /api/studies/:id/result': {
    summary: 'The result of a study that is done',
    access: 'study.read',
    params: idParams,
    response: studyResult,
  },
  'GET /api/studies/:id/report': {
    summary: 'The report as a page to read and print',
    access: 'study.read',
    params: idParams,
    query: z.object({ lang: language.default('en') }),
    response: 'html',
  },
  'GET /api/studies/:id/export': {
    summary: 'The result as a document, a workbook, data, or an R script of its main number',
    access: 'study.read',
    params: idParams,
    query: z.object({ format: z.enum(studyExportFormats), lang: language.default('en') }),
    response: 'file',
  },
});
