import type { FastifyInstance } from 'fastify';
import type { Auth } from '../auth/index.ts';
import { AppError } from '../errors/index.ts';
import type { AuditDoor } from './audit-door.ts';
import { cookiesSet, hear } from './hear-request.ts';

/**
 * The sign-in library's endpoints that are used here. It has some thirty more (changing one's e-mail address, linking
 * other accounts, …): what no screen asks for is not let in.
 */
const SIGN_IN = '/api/auth/sign-in/email';
const ENDPOINTS = [SIGN_IN, '/api/auth/sign-out'] as const;

/** Passes sign-in and sign-out to the library, with the asker's address as the connection tells it. */
export function addSignInRoutes(
  app: FastifyInstance,
  { auth, audit }: { auth: Auth; audit: AuditDoor },
  ownUrl: string,
): void {
  const { origin } = new URL(ownUrl);
  for (const url of ENDPOINTS) {
    app.route({
      method: 'POST',
      url,
      schema: { hide: true },
      handler: async (request, reply) => {
        const headers = new Headers({
          'content-type': 'application/json',
          'x-trellis-client': request.ip,
          // The door has refused foreign origins already, and knows more names of its own than the library does.
          origin,
        });
        for (const name of ['cookie', 'user-agent'] as const) {
          const value = request.headers[name];
          if (value !== undefined) headers.set(name, value);
        }
        const heard = { ...hear(request, { access: 'public' }), body: undefined };
        // Whose session ends is known only before.
        if (url !== SIGN_IN) await audit.session(heard, request.headers.cookie ?? '');
        const response = await auth.handler(
          new Request(new URL(url, origin), {
            method: 'POST',
            headers,
            body: JSON.stringify(request.body ?? {}),
          }),
        );
        for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
        if (!response.ok) {
          const wait = response.headers.get('x-retry-after');
          if (wait !== null) reply.header('retry-after', wait);
          throw refusal(response.status);
        }
        if (url === SIGN_IN) await audit.session(heard, cookiesSet(response.headers.getSetCookie()));
        // The library's own answer repeats the session's token in its body, where scripts could read it.
        return { done: true };
      },
    });
  }
}

function refusal(status: number): AppError {
  if (status === 429) return tooManyAttempts();
  if (status >= 500) throw new Error(`The sign-in library answered ${status}.`);
  if (status === 400 || status === 422) {
    return new AppError('bad-request', {
      en: 'Give an e-mail address and a password.',
      zh: '请填写邮箱和密码。',
    });
  }
  return wrongPassword();
}

export function wrongPassword(): AppError {
  return new AppError('not-signed-in', {
    en: 'This e-mail address and password do not belong together. Check both and try again.',
    zh: '邮箱与密码不匹配。请核对后重试。',
  });
}

export function tooManyAttempts(): AppError {
  return new AppError('too-many-requests', {
    en: 'Too many attempts in one minute. Wait a minute and try again.',
    zh: '一分钟内尝试次数过多，请稍候一分钟再试。',
  });
}
