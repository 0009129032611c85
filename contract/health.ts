import { z } from 'zod';
import { defineRoutes } from './route.ts';

export const healthRoutes = defineRoutes({
  'GET /api/health/live': {
    summary: 'The process answers',
    access: 'public',
    response: z.object({ live: z.literal(true) }),
  },
  'GET /api/health/ready': {
    summary: 'Database and job queue answer',
    access: 'public',
    response: z.object({ ready: z.boolean(), database: z.boolean(), jobs: z.boolean() }),
  },
});
