import type { studyRoutes } from '@trellis/contract';
import type { Handlers } from '../../../platform/http/index.ts';
import type { StudyServices } from './study-services.ts';

type StudyRoute = keyof typeof studyRoutes;

const DONE = { done: true } as const;
/** Of this server, for readers whose own fonts lack a glyph. */
const FONTS = '/fonts/noto-sans-sc/wght.css';

/** What answers is loaded when first asked: the command line enters by the same door and needs no database. */
export function createStudyHandlers(services: StudyServices): Handlers<StudyRoute> {
  const queries = () => import('./queries.ts');
  const commands = () => import('./commands.ts');
  return {
    'GET /api/studies': async ({ actor, query }) => (await queries()).listStudies(services, actor, query),
    'POST /api/studies': async ({ actor, body }) => {
      const id = await (await commands()).createStudy(services, actor, body.title);
      return (await queries()).getStudy(services, actor, id);
    },
    'GET /api/studies/:id': async ({ actor, params }) =>
      (await queries()).getStudy(services, actor, params.id),
    'DELETE /api/studies/:id': async ({ actor, params }) => {
      await (await commands()).discardStudy(services, actor, params.id);
      return DONE;
    },
    'POST /api/studies/:id/data': async ({ actor, params, query, bytes }) => {
      await (await commands()).uploadData(services, actor, params.id, { ...query, bytes });
      return (await queries()).getStudy(services, actor, params.id);
    },
    'GET /api/study-indicators': async ({ actor }) =>
      (await import('./register-data.ts')).listIndicators(services, actor),
    'POST /api/studies/:id/register-data': async ({ actor, params, body }) => {
      await (await import('./register-data.ts')).takeRegisterData(services, actor, params.id, body);
      return (await queries()).getStudy(services, actor, params.id);
    },
    'PUT /api/studies/:id/design': async ({ actor, params, body }) => {
      await (await commands()).writeDesign(services, actor, params.id, body);
      return (await queries()).getStudy(services, actor, params.id);
    },
    'POST /api/studies/:id/check': async ({ actor, params, body }) => {
      const { findings, mayFreeze, facts } = await (await queries()).checkStored(
        services,
        actor,
        params.id,
        body.design,
      );
      return { findings, mayFreeze, facts };
    },
    'POST /api/studies/:id/freeze': async ({ actor, params }) => {
      await (await commands()).freezeStudy(services, actor, params.id);
      return (await queries()).getStudy(services, actor, params.id);
    },
    'POST /api/studies/:id/versions': async ({ actor, params }) => {
      const id = await (await commands()).beginVersion(services, actor, params.id);
      return (await queries()).getStudy(services, actor, id);
    },
    'POST /api/studies/:id/run': async ({ actor, params }) => {
      await (await commands()).runStudyNow(services, actor, params.id);
      return (await queries()).getStudy(services, actor, params.id);
    },
    'GET /api/studies/:id/result': async ({ actor, params }) =>
      (await queries()).getResult(services, actor, params.id),
    'GET /api/studies/:id/report': async ({ actor, params, query }) => {
      const result = await (await queries()).getResult(services, actor, params.id);
      return { html: (await import('./report/index.ts')).renderReport(result, query.lang, FONTS) };
    },
    'GET /api/studies/:id/export': async ({ actor, params, query }) => {
      const result = await (await queries()).getResult(services, actor, params.id);
      return (await import('./exports/export-result.ts')).exportResult(result, query);
    },
  };
}
