import type { accessRoutes } from '@trellis/contract';
import type { Handlers } from '../../../platform/http/index.ts';
import {
  acceptInvitation,
  createInvitation,
  endAuthority,
  findOpenInvitation,
  setUpFirstBureau,
  signInToDemo,
} from './commands.ts';
import { getMe, getPeople, getStartInfo } from './queries.ts';
import type { AccountServices } from './types.ts';

const DONE = { done: true } as const;

export function createAccountHandlers(services: AccountServices): Handlers<keyof typeof accessRoutes> {
  return {
    'GET /api/start': () => getStartInfo(services),
    'POST /api/demo/sign-in': async ({ body }) => ({
      answer: DONE,
      setCookies: await signInToDemo(services, body.key),
    }),
    'POST /api/setup': async ({ body, context }) => ({
      answer: DONE,
      setCookies: await setUpFirstBureau(services, body, context.today),
    }),
    'GET /api/me': ({ actor, context }) => getMe(services, actor, context.today),
    'GET /api/access/people': ({ actor, query }) => getPeople(services, actor, query),
    'POST /api/access/invitations': ({ actor, body }) => createInvitation(services, actor, body),
    'POST /api/access/authorities/:id/end': async ({ actor, params, body, context }) => {
      await endAuthority(services, actor, params.id, body.to, context.today);
      return DONE;
    },
    'GET /api/invitations/:token': async ({ params }) => {
      const open = await findOpenInvitation(services, params.token);
      return { name: open.name, email: open.email, bureau: { en: open.name_en, zh: open.name_zh } };
    },
    'POST /api/invitations/:token/accept': async ({ params, body }) => ({
      answer: DONE,
      setCookies: await acceptInvitation(services, params.token, body),
    }),
  };
}
