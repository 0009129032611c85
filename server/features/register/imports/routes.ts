import type { importRoutes } from '@trellis/contract';
import type { Handlers } from '../../../platform/http/index.ts';
import {
  chooseMapping,
  discardImport,
  dropPreset,
  savePreset,
  startApply,
  startUndo,
  uploadFile,
  uploadFixes,
} from './commands.ts';
import {
  getBadRows,
  getImport,
  getPresets,
  getPreview,
  getSourceRow,
  listImports,
  listProblems,
  watchProgress,
} from './queries.ts';
import { getTemplate } from './template-file.ts';
import type { ImportServices } from './types.ts';

type ImportRoute = keyof typeof importRoutes | 'GET /api/imports/:id/rows/:row';

const DONE = { done: true } as const;

export function createImportHandlers(services: ImportServices): Handlers<ImportRoute> {
  return {
    'GET /api/imports': ({ actor, query }) => listImports(services, actor, query),
    'POST /api/imports': async ({ actor, query, bytes, context }) => {
      const id = await uploadFile(services, actor, { ...query, bytes });
      return getImport(services, actor, id, context.language);
    },
    'GET /api/imports/:id': ({ actor, params, context }) =>
      getImport(services, actor, params.id, context.language),
    'PUT /api/imports/:id/mapping': async ({ actor, params, body, context }) => {
      await chooseMapping(services, actor, params.id, body);
      return getImport(services, actor, params.id, context.language);
    },
    'GET /api/imports/:id/preview': ({ actor, params, query }) =>
      getPreview(services, actor, params.id, query),
    'GET /api/imports/:id/problems': ({ actor, params, query }) =>
      listProblems(services, actor, params.id, query),
    'GET /api/imports/:id/bad-rows': ({ actor, params, query }) =>
      getBadRows(services, actor, params.id, query),
    'POST /api/imports/:id/fixes': async ({ actor, params, query, bytes, context }) => {
      await uploadFixes(services, actor, params.id, { fileName: query.fileName, bytes });
      return getImport(services, actor, params.id, context.language);
    },
    'POST /api/imports/:id/apply': async ({ actor, params, context }) => {
      await startApply(services, actor, params.id);
      return getImport(services, actor, params.id, context.language);
    },
    'POST /api/imports/:id/undo': async ({ actor, params, context }) => {
      await startUndo(services, actor, params.id);
      return getImport(services, actor, params.id, context.language);
    },
    'DELETE /api/imports/:id': async ({ actor, params }) => {
      await discardImport(services, actor, params.id);
      return DONE;
    },
    'GET /api/imports/:id/progress': async ({ actor, params }) => ({
      events: await watchProgress(services, actor, params.id),
    }),
    'GET /api/import-presets': ({ actor }) => getPresets(services, actor),
    'POST /api/import-presets': ({ actor, body }) => savePreset(services, actor, body),
    'DELETE /api/import-presets/:id': async ({ actor, params }) => {
      await dropPreset(services, actor, params.id);
      return DONE;
    },
    'GET /api/import-template': ({ query }) => getTemplate(query),
    'GET /api/imports/:id/rows/:row': ({ actor, params, query, context }) =>
      getSourceRow(services, actor, { ...params, ...query }, context.today),
  };
}
