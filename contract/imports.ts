import { z } from 'zod';
import { done, id, idParams, language, localText, pageOf, pageQuery } from './common.ts';
import { defineRoutes } from './route.ts';

/** What a file's rows are: it decides which fields can be mapped and what applying does. */
export const importKinds = ['school-years', 'memberships', 'groups', 'links'] as const;
export type ImportKind = (typeof importKinds)[number];

export const importStatuses = [
  'read',
  'unreadable',
  'checking',
  'checked',
  'applying',
  'applied',
  'undoing',
  'undone',
  'failed',
] as const;

/**
 * Which column feeds which field. Fields are ids of the template dictionary;
 * any further numeric column is kept under `variable:<name>`; null leaves a column out.
 */
export const importMapping = z.object({
  kind: z.enum(importKinds),
  columns: z.array(z.object({ index: z.number().int(), field: z.string().max(120).nullable() })).max(2000),
  /** Values for fields that no column holds, such as the year of the whole file. */
  constants: z.record(z.string(), z.string().max(200)),
  options: z.object({
    acceptNumbersAsText: z.boolean().default(false),
    dateOrder: z.enum(['ymd', 'dmy', 'mdy']).default('ymd'),
    coordinates: z.enum(['wgs84', 'gcj02', 'osgb36']).default('wgs84'),
    codeScheme: z.string().max(40).default('local'),
    groupKind: z.string().max(40).default('education-group'),
  }),
});
export type ImportMapping = z.infer<typeof importMapping>;

export const problem = z.object({
  severity: z.enum(['error', 'notice']),
  code: z.string(),
  sheet: z.string().nullable(),
  row: z.number().int().nullable(),
  column: z.string().nullable(),
  letter: z.string().nullable(),
  value: z.string().nullable(),
  /** In the asker's language. */
  message: z.string(),
  remedy: z.string(),
  place: z.string(),
});
export type ImportProblem = z.infer<typeof problem>;

export const importSummary = z.object({
  id,
  fileName: z.string(),
  status: z.enum(importStatuses),
  kind: z.enum(importKinds).nullable(),
  presetId: z.string().nullable(),
  group: z.object({ id, name: localText }).nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  appliedAt: z.string().nullable(),
  undoneAt: z.string().nullable(),
  rows: z.number().int(),
  badRows: z.number().int(),
  notices: z.number().int(),
  /** What applying will create or change (checked) or did (applied), by kind of record. */
  counts: z.record(z.string(), z.number().int()),
});
export type ImportSummary = z.infer<typeof importSummary>;

export const importDetail = importSummary.extend({
  format: z.enum(['csv', 'xlsx']).nullable(),
  encoding: z.string().nullable(),
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  headerRow: z.number().int().nullable(),
  columns: z.array(
    z.object({
      index: z.number().int(),
      letter: z.string(),
      header: z.string(),
      samples: z.array(z.string()),
    }),
  ),
  mapping: importMapping.nullable(),
  /** Presets that fit this file's headers, best first. */
  fittingPresets: z.array(z.string()),
  fixFiles: z.array(z.object({ fileName: z.string(), rows: z.number().int() })),
  /** Why it cannot be applied or undone now, in the asker's language. */
  blockedBecause: z.string().nullable(),
  /** Why the last attempt to apply or undo it came to nothing, in the asker's language: it may be tried again. */
  lastRefusal: z.string().nullable(),
});
export type ImportDetail = z.infer<typeof importDetail>;

export const importPreset = z.object({
  id: z.string(),
  name: localText,
  note: localText,
  origin: z.enum(['shipped', 'bureau']),
  kind: z.enum(importKinds),
});
export type ImportPreset = z.infer<typeof importPreset>;

export const importField = z.object({
  id: z.string(),
  name: localText,
  kind: z.array(z.enum(importKinds)),
  type: z.string(),
  required: z.boolean(),
});

export const importProgress = z.object({
  phase: z.enum(['reading', 'checking', 'applying', 'undoing', 'done', 'failed']),
  doneRows: z.number().int(),
  allRows: z.number().int(),
  message: z.string().nullable(),
});
export type ImportProgress = z.infer<typeof importProgress>;

const formatQuery = z.object({
  lang: language.default('en'),
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
});

export const importRoutes = defineRoutes({
  'GET /api/imports': {
    summary: 'Imports, newest first',
    access: 'import.use',
    query: pageQuery,
    response: pageOf(importSummary),
  },
  'POST /api/imports': {
    summary: 'Upload a file: its columns are detected and a mapping proposed',
    access: 'import.use',
    query: z.object({ fileName: z.string().min(1).max(255), groupId: id.optional() }),
    upload: true,
    response: importDetail,
  },
  'GET /api/imports/:id': {
    summary: 'An import',
    access: 'import.use',
    params: idParams,
    response: importDetail,
  },
  'PUT /api/imports/:id/mapping': {
    summary: 'Choose a preset or correct the mapping; the file is checked again',
    access: 'import.use',
    params: idParams,
    body: z.object({
      presetId: z.string().nullable(),
      mapping: importMapping.nullable(),
      sheet: z.string().nullable().optional(),
    }),
    response: importDetail,
  },
  'GET /api/imports/:id/preview': {
    summary: 'Rows as they will be read',
    access: 'import.use',
    params: idParams,
    query: pageQuery,
    response: z.object({
      fields: z.array(z.object({ id: z.string(), name: localText, numeric: z.boolean() })),
      items: z.array(z.object({ row: z.number().int(), bad: z.boolean(), values: z.array(z.string()) })),
      total: z.number().int(),
      page: z.number().int(),
      pageSize: z.number().int(),
    }),
  },
  'GET /api/imports/:id/problems': {
    summary: 'Every bad row: place, value, message, remedy',
    access: 'import.use',
    params: idParams,
    query: pageQuery.extend({
      lang: language.default('en'),
      severity: z.enum(['error', 'notice']).optional(),
    }),
    response: pageOf(problem),
  },
  'GET /api/imports/:id/bad-rows': {
    summary: 'The bad rows as a sheet to fix and upload again',
    access: 'import.use',
    params: idParams,
    query: formatQuery,
    response: 'file',
  },
  'POST /api/imports/:id/fixes': {
    summary: 'Upload the fixed rows; they take the place of the bad ones and the file is checked again',
    access: 'import.use',
    params: idParams,
    query: z.object({ fileName: z.string().min(1).max(255) }),
    upload: true,
    response: importDetail,
  },
  'POST /api/imports/:id/apply': {
    summary: 'Apply all rows or none',
    access: 'import.use',
    params: idParams,
    response: importDetail,
  },
  'POST /api/imports/:id/undo': {
    summary: 'Take an applied import back',
    access: 'import.use',
    params: idParams,
    response: importDetail,
  },
  'DELETE /api/imports/:id': {
    summary: 'Discard an import that was not applied',
    access: 'import.use',
    params: idParams,
    response: done,
  },
  'GET /api/imports/:id/progress': {
    summary: 'Progress as it happens',
    access: 'import.use',
    params: idParams,
    response: 'events',
  },
  'GET /api/import-presets': {
    summary: 'Mappings shipped and saved, and the fields that can be mapped',
    access: 'import.use',
    response: z.object({ presets: z.array(importPreset), fields: z.array(importField) }),
  },
  'POST /api/import-presets': {
    summary: 'Save the mapping of an import for the next file like it',
    access: 'import.use',
    body: z.object({ importId: id, name: z.string().min(1).max(120) }),
    response: importPreset,
  },
  'DELETE /api/import-presets/:id': {
    summary: 'Drop a saved mapping',
    access: 'import.use',
    params: z.object({ id: z.string() }),
    response: done,
  },
  'GET /api/import-template': {
    summary: 'The template to fill in, in either language',
    access: 'signed-in',
    query: formatQuery,
    response: 'file',
  },
});
