import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { Handlers } from '../../../platform/http/index.ts';
import { changeSchoolProfile } from './commands.ts';
import { getSchool, listSchools, listSchoolValues } from './queries.ts';

type SchoolRoute =
  | 'GET /api/schools'
  | 'GET /api/schools/:id'
  | 'GET /api/schools/:id/values'
  | 'POST /api/schools/:id/profile';

export function createSchoolHandlers({ database }: { database: TrellisDatabase }): Handlers<SchoolRoute> {
  return {
    'GET /api/schools': ({ actor, query, context }) => listSchools(database, actor, query, context.today),
    'GET /api/schools/:id': ({ actor, params, context }) =>
      getSchool(database, actor, params.id, context.today),
    'GET /api/schools/:id/values': ({ actor, params, query, context }) =>
      listSchoolValues(database, actor, params.id, query, context.today),
    'POST /api/schools/:id/profile': async ({ actor, params, body, context }) => {
      await changeSchoolProfile(database, actor, params.id, body, context.today);
      return { done: true };
    },
  };
}
