import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { Actor, Handlers, RequestContext } from '../../../platform/http/index.ts';
import {
  appoint,
  correctPerson,
  endOne,
  enterStatus,
  enterTitle,
  giveLessons,
  giveOffice,
  takeOn,
} from './commands.ts';
import { linkAccount } from './link-account.ts';
import { getStaffMember, listStaff } from './queries.ts';
import { describePolicy, listReadersOfSchool, listReadersOfStaff } from './readers.ts';

type StaffRoute =
  | 'GET /api/staff'
  | 'GET /api/staff/:id'
  | 'POST /api/staff'
  | 'POST /api/staff/:id/correct'
  | 'POST /api/staff/:id/postings'
  | 'POST /api/staff/:id/assignments'
  | 'POST /api/staff/:id/titles'
  | 'POST /api/staff/:id/statuses'
  | 'POST /api/staff/:id/offices'
  | 'POST /api/staff/:id/ends'
  | 'POST /api/staff/:id/account'
  | 'GET /api/staff/:id/readers'
  | 'GET /api/schools/:id/readers'
  | 'GET /api/access/policy';

export function createStaffHandlers({ database }: { database: TrellisDatabase }): Handlers<StaffRoute> {
  const parts = ({ actor, context }: { actor: Actor; context: RequestContext }) => ({
    database,
    actor,
    today: context.today,
  });
  return {
    'GET /api/staff': (asked) => listStaff(parts(asked), asked.query),
    'GET /api/staff/:id': (asked) => getStaffMember(parts(asked), asked.params.id),
    'POST /api/staff': async (asked) => ({ id: await takeOn(parts(asked), asked.body) }),
    'POST /api/staff/:id/correct': async (asked) => {
      await correctPerson(parts(asked), asked.params.id, asked.body);
      return { done: true };
    },
    'POST /api/staff/:id/postings': async (asked) => ({
      id: await appoint(parts(asked), asked.params.id, asked.body),
    }),
    'POST /api/staff/:id/assignments': async (asked) => ({
      id: await giveLessons(parts(asked), asked.params.id, asked.body),
    }),
    'POST /api/staff/:id/titles': async (asked) => ({
      id: await enterTitle(parts(asked), asked.params.id, asked.body),
    }),
    'POST /api/staff/:id/statuses': async (asked) => ({
      id: await enterStatus(parts(asked), asked.params.id, asked.body),
    }),
    'POST /api/staff/:id/offices': async (asked) => ({
      id: await giveOffice(parts(asked), asked.params.id, asked.body),
    }),
    'POST /api/staff/:id/account': async (asked) => {
      await linkAccount(parts(asked), asked.params.id, asked.body);
      return { done: true };
    },
    'GET /api/staff/:id/readers': (asked) => listReadersOfStaff(parts(asked), asked.params.id),
    'GET /api/schools/:id/readers': (asked) => listReadersOfSchool(parts(asked), asked.params.id),
    'GET /api/access/policy': async () => describePolicy(),
    'POST /api/staff/:id/ends': async (asked) => {
      await endOne(parts(asked), asked.params.id, asked.body);
      return { done: true };
    },
  };
}
