import type { studyRoutes } from '@trellis/contract';
import { AppError } from '../../../platform/errors/index.ts';
import type { Handlers } from '../../../platform/http/index.ts';

type StudyRoute = keyof typeof studyRoutes;

async function notFound(): Promise<never> {
  throw new AppError('not-found', {
    en: 'There is no such study, or it is outside what you may see.',
    zh: '该研究不存在，或不在您的查看范围内。',
  });
}

export function createStudyHandlers(): Handlers<StudyRoute> {
  return {
    'GET /api/studies': async ({ query }) => ({ items: [], total: 0, ...query }),
    'POST /api/studies': notFound,
    'GET /api/studies/:id': notFound,
    'DELETE /api/studies/:id': notFound,
    'POST /api/studies/:id/data': notFound,
    'GET /api/study-indicators': async () => ({ indicators: [], groups: [] }),
    'POST /api/studies/:id/register-data': notFound,
    'PUT /api/studies/:id/design': notFound,
    'POST /api/studies/:id/check': notFound,
    'POST /api/studies/:id/freeze': notFound,
    'POST /api/studies/:id/versions': notFound,
    'POST /api/studies/:id/run': notFound,
    'GET /api/studies/:id/result': notFound,
    'GET /api/studies/:id/export': notFound,
  };
}
