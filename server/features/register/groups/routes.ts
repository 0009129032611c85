import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { Handlers } from '../../../platform/http/index.ts';
import { addMember, divideIntoClusters, endMember, foundGroup, writeEvent } from './commands.ts';
import { getGroup, getTrajectory, listGroups } from './queries.ts';

type GroupRoute =
  | 'GET /api/groups'
  | 'POST /api/groups'
  | 'GET /api/groups/:id'
  | 'GET /api/groups/:id/trajectory'
  | 'POST /api/groups/:id/members'
  | 'POST /api/memberships/:id/end'
  | 'POST /api/groups/:id/clusters'
  | 'POST /api/groups/:id/events';

export function createGroupHandlers({ database }: { database: TrellisDatabase }): Handlers<GroupRoute> {
  return {
    'GET /api/groups': ({ actor, query, context }) => listGroups(database, actor, query, context.today),
    'POST /api/groups': async ({ actor, body }) => ({ id: await foundGroup(database, actor, body) }),
    'GET /api/groups/:id': ({ actor, params, query, context }) =>
      getGroup(database, actor, params.id, query.asOf ?? context.today),
    'GET /api/groups/:id/trajectory': ({ actor, params, context }) =>
      getTrajectory(database, actor, params.id, context.today),
    'POST /api/groups/:id/members': async ({ actor, params, body }) => ({
      id: await addMember(database, actor, params.id, body),
    }),
    'POST /api/memberships/:id/end': async ({ actor, params, body }) => {
      await endMember(database, actor, params.id, body);
      return { done: true };
    },
    'POST /api/groups/:id/clusters': async ({ actor, params, body }) => {
      await divideIntoClusters(database, actor, params.id, body);
      return { done: true };
    },
    'POST /api/groups/:id/events': async ({ actor, params, body }) => ({
      id: await writeEvent(database, actor, params.id, body),
    }),
  };
}
