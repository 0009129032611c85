import { PERSONAL_PERMISSIONS, type RouteDefinition } from '@trellis/contract';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import type { AuditDoor, Heard } from './audit-door.ts';
import type { Actor } from './context.ts';

export interface KnownRequest extends FastifyRequest {
  actor?: Actor;
}

/** A route whose method changes something is on record, and so is one that shows named people: no route chooses. */
export function isChange({ method }: { method: string }): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

export function isLook({ access }: Pick<RouteDefinition, 'access'>): boolean {
  return (PERSONAL_PERMISSIONS as readonly string[]).includes(access);
}

/** A request in the words of the audit record. */
export function hear(request: KnownRequest, route: Pick<RouteDefinition, 'access'>): Heard {
  return {
    action: `${request.method === 'HEAD' ? 'GET' : request.method} ${request.routeOptions.url ?? ''}`,
    access: route.access,
    requestId: request.id,
    today: today(),
    actor: request.actor,
    params: request.params,
    query: request.query,
    body: Buffer.isBuffer(request.body) ? undefined : request.body,
    purpose: readPurpose(request.headers['x-trellis-purpose']),
  };
}

/** Headers carry no Chinese: the purpose comes percent-encoded. */
function readPurpose(header: string | string[] | undefined): string {
  try {
    return decodeURIComponent(String(header ?? '')).slice(0, 300);
  } catch {
    return '';
  }
}

/** Somebody signed in who reaches for what is not theirs is on record; the refusal stands whether or not that works. */
export function recordRefusal(
  error: unknown,
  request: KnownRequest,
  { audit, log }: { audit: AuditDoor; log: Logger },
): Promise<void> | undefined {
  const route = request.routeOptions.config?.contract;
  const code = error instanceof AppError ? error.code : undefined;
  if (!route || !request.actor || (code !== 'not-allowed' && code !== 'not-found')) return undefined;
  if (!isChange(request) && !isLook(route)) return undefined;
  return audit
    .refused(hear(request, route), code)
    .catch((fault: unknown) => log.error({ requestId: request.id, err: fault }, 'refusal not on record'));
}

/** Cookies as the browser will send them back. */
export function cookiesSet(setCookies: readonly string[]): string {
  return setCookies.map((one) => one.split(';')[0]).join('; ');
}

/** Today in the server's time zone. */
export function today(): string {
  const now = new Date();
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
