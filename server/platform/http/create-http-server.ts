import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import { type Permission, type RouteDefinition, type RouteKey, routes } from '@trellis/contract';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import type { Auth } from '../auth/index.ts';
import type { Config } from '../config/index.ts';
import { AppError } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import type { AuditDoor } from './audit-door.ts';
import type { Actor, Asked, Handlers, RequestContext } from './context.ts';
import { describeRoute } from './describe-route.ts';
import { hear, isChange, isLook, type KnownRequest, recordRefusal, today } from './hear-request.ts';
import { readLanguage } from './read-language.ts';
import { sendAnswer } from './send-answer.ts';
import { notFound, sendError, unavailable } from './send-error.ts';
import { addSignInRoutes, tooManyAttempts } from './sign-in-routes.ts';
import { validateInput } from './validate-input.ts';

export interface HttpServerParts {
  config: Config;
  log: Logger;
  auth: Auth;
  /** Every route of the contract: one left out does not compile. */
  handlers: Handlers<RouteKey>;
  /** The sender of a request, with what they hold today; undefined when nobody is signed in. */
  findActor: (headers: Headers, today: string) => Promise<Actor | undefined>;
  audit: AuditDoor;
  /** The built web app; absent in tests of the API. */
  webFolder?: string;
  uploadLimitBytes: number;
}

const UPLOAD_TYPE = 'application/octet-stream';
const JSON_LIMIT_BYTES = 1024 * 1024;
/** Attempts a minute from one address where a password or a one-time secret is asked for. */
const ATTEMPTS = 10;

/** The HTTP door: parses, authorises, calls a feature, presents. */
export async function createHttpServer(
  parts: HttpServerParts,
): Promise<{ app: FastifyInstance; registeredPaths: ReadonlySet<string> }> {
  const { config, log } = parts;
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // The nearest proxy only: what stands further left in X-Forwarded-For is the asker's own claim.
    trustProxy: config.trustProxy ? (_address, hop) => hop === 0 : false,
    genReqId: () => randomUUID(),
    bodyLimit: JSON_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 120_000,
    frameworkErrors: (error, request, reply) => sendError(error, request, reply, parts),
  });
  const closing = new AbortController();
  // A connection that is answered while the server closes is kept alive by its asker for over a minute: nobody waits
  // for that.
  let hangUp: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    closing.abort();
    hangUp = setInterval(() => app.server.closeIdleConnections(), 100);
  });
  app.addHook('onClose', async () => clearInterval(hangUp));
  const registeredPaths = new Set<string>();
  app.addHook('onRoute', (route) => void registeredPaths.add(route.url));
  app.setValidatorCompiler(validateInput);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(UPLOAD_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        upgradeInsecureRequests: config.url.startsWith('https:') ? [] : null,
      },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: config.url.startsWith('https:'),
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: 1024 });
  await app.register(rateLimit, {
    global: true,
    max: 1200,
    timeWindow: '1 minute',
    allowList: (request) => !isApi(request) || askedRoute(request).startsWith('/api/health/'),
    errorResponseBuilder: (_request, { max }) =>
      max === ATTEMPTS
        ? tooManyAttempts()
        : new AppError('too-many-requests', {
            en: 'Too many requests in one minute. Wait a minute and try again.',
            zh: '一分钟内请求过多，请稍候一分钟再试。',
          }),
  });
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'Trellis',
        version: '0.1.0',
        description: 'The API of Trellis, made from its contract.',
      },
    },
    transform: describeRoute,
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (isApi(request)) reply.header('cache-control', 'no-store');
    if (closing.signal.aborted) throw unavailable();
    refuseForeignOrigin(request, config.url);
  });
  app.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  app.setErrorHandler((error, request, reply) => {
    const answer = () => sendError(error, request, reply, parts);
    return recordRefusal(error, request, parts)?.then(answer) ?? answer();
  });

  app.after(() => {
    for (const key of Object.keys(routes) as RouteKey[]) addRoute(app, key, parts, closing.signal);
    addSignInRoutes(app, parts, config.url);
    app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  });
  await addFonts(app);
  if (parts.webFolder && existsSync(parts.webFolder)) await addWeb(app, parts.webFolder);
  else app.setNotFoundHandler((request, reply) => sendError(notFound(request.url), request, reply, parts));
  await app.ready();
  return { app, registeredPaths };
}

function addRoute<K extends RouteKey>(
  app: FastifyInstance,
  key: K,
  parts: HttpServerParts,
  closing: AbortSignal,
): void {
  const [method, url] = key.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
  const route: RouteDefinition = routes[key];
  app.route({
    method,
    url,
    bodyLimit: route.upload ? parts.uploadLimitBytes : JSON_LIMIT_BYTES,
    config: {
      contract: route,
      ...(route.takesSecret ? { rateLimit: { max: ATTEMPTS, timeWindow: '1 minute' } } : {}),
    },
    schema: {
      summary: route.summary,
      tags: [url.split('/')[2] ?? ''],
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body ? { body: route.body } : {}),
      ...(typeof route.response === 'string' ? {} : { response: { 200: route.response } }),
    },
    // Who may call is asked before a byte of the input is taken in.
    preParsing: async (request) => {
      const asked = request as KnownRequest;
      if (route.access === 'public') return;
      const actor = await parts.findActor(toHeaders(request), today());
      if (!actor) {
        throw new AppError('not-signed-in', {
          en: 'You are not signed in, or your session has ended. Sign in and try again.',
          zh: '您尚未登录，或登录已过期。请登录后重试。',
        });
      }
      asked.actor = actor;
      if (route.access !== 'signed-in' && !actor.permissions.has(route.access as Permission)) {
        log403(request, actor, route.access);
        throw new AppError('not-allowed', {
          en: 'Your role does not include this. Ask a bureau officer if you need it.',
          zh: '您的角色没有此项权限。如确有需要，请与教育局管理人员联系。',
        });
      }
      asked.actor = actor;
      if (route.upload && request.headers['content-type']?.split(';')[0]?.trim() !== UPLOAD_TYPE) {
        throw new AppError('bad-request', {
          en: `Send the file's bytes as ${UPLOAD_TYPE}.`,
          zh: `请以 ${UPLOAD_TYPE} 类型发送文件内容。`,
        });
      }
    },
    handler: async (request, reply) => {
      const context: RequestContext = {
        language: readLanguage(request.headers['accept-language']),
        requestId: request.id,
        asker: { address: request.ip, userAgent: request.headers['user-agent'] ?? '' },
        log: parts.log.child({ requestId: request.id }),
        today: today(),
      };
      const asked = {
        params: request.params,
        query: request.query,
        body: request.body,
        bytes: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
        context,
        actor: (request as KnownRequest).actor,
      } as unknown as Asked<K>;
      const work = async () => parts.handlers[key](asked);
      const answer = await (isChange(request)
        ? parts.audit.change(hear(request, route), work)
        : isLook(route)
          ? parts.audit.look(hear(request, route), work)
          : work());
      return sendAnswer(route.response, answer, reply, request, closing);
    },
  });
}

function log403(request: FastifyRequest, actor: Actor, permission: string): void {
  request.log.warn(
    { requestId: request.id, userId: actor.userId, permission, url: request.routeOptions.url },
    'refused',
  );
}

const FONTS = dirname(
  createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'),
);

/** The Chinese font for pages that stand alone, such as the printable report; fetched only where a glyph is missing. */
async function addFonts(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: FONTS,
    prefix: '/fonts/noto-sans-sc/',
    index: false,
    allowedPath: (path) => /^\/(?:wght\.css|files\/[\w-]+\.woff2)$/.test(path),
    decorateReply: false,
    maxAge: '30d',
  });
}

/** The route's own pattern: `/%61pi/…` reaches the same route as `/api/…` and must not pass for another. */
function askedRoute(request: FastifyRequest): string {
  return request.routeOptions.url ?? request.url;
}

function isApi(request: FastifyRequest): boolean {
  return askedRoute(request).startsWith('/api/');
}

async function addWeb(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  const page = join(folder, 'index.html');
  app.setNotFoundHandler(async (request, reply) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !request.url.startsWith('/api/') &&
      !request.url.startsWith('/assets/');
    if (!isPage || !(await stat(page).catch(() => undefined))) {
      throw notFound(request.url);
    }
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(createReadStream(page));
  });
}

/** A change asked for by another site's page is refused, whatever cookies come with it. */
function refuseForeignOrigin(request: FastifyRequest, ownUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return;
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign =
    origin === undefined
      ? site !== undefined && site !== 'same-origin' && site !== 'none'
      : origin !== new URL(ownUrl).origin && origin !== `${request.protocol}://${request.headers.host}`;
  if (isForeign) {
    throw new AppError('not-allowed', {
      en: `This request comes from another site (${origin ?? site}). Open Trellis at ${ownUrl} and try again there.`,
      zh: `该请求来自其他网站（${origin ?? site}）。请打开 ${ownUrl} 后在本系统内操作。`,
    });
  }
}

function toHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && name !== 'x-trellis-client')
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
