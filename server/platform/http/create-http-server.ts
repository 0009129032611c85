import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import {
  type ErrorCode,
  type Permission,
  type RouteDefinition,
  type RouteKey,
  routes,
} from '@trellis/contract';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Auth } from '../auth/index.ts';
import type { Config } from '../config/index.ts';
import { AppError, HTTP_STATUS } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { type Actor, type Asked, type Handlers, inLanguage, type RequestContext } from './context.ts';
import { readLanguage } from './read-language.ts';
import { sendAnswer } from './send-answer.ts';
import { translateDatabaseError } from './translate-database-error.ts';

export interface HttpServerParts {
  config: Config;
  log: Logger;
  auth: Auth;
  /** Every route of the contract: one left out does not compile. */
  handlers: Handlers<RouteKey>;
  /** The sender of a request, with what they hold today; undefined when nobody is signed in. */
  findActor: (headers: Headers, today: string) => Promise<Actor | undefined>;
  /** The built web app; absent in tests of the API. */
  webFolder?: string;
  uploadLimitBytes: number;
}

const UPLOAD_TYPE = 'application/octet-stream';

/** The HTTP door: parses, authorises, calls a feature, presents. */
export async function createHttpServer(
  parts: HttpServerParts,
): Promise<{ app: FastifyInstance; registeredPaths: ReadonlySet<string> }> {
  const { config, log } = parts;
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    disableRequestLogging: true,
    trustProxy: config.trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    requestTimeout: 120_000,
  });
  const registeredPaths = new Set<string>();
  app.addHook('onRoute', (route) => void registeredPaths.add(route.url));
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addContentTypeParser(
    UPLOAD_TYPE,
    { parseAs: 'buffer', bodyLimit: parts.uploadLimitBytes },
    (_request, body, done) => done(null, body),
  );
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
    strictTransportSecurity: config.url.startsWith('https:'),
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: 1024 });
  await app.register(rateLimit, {
    global: true,
    max: 1200,
    timeWindow: '1 minute',
    allowList: (request) => !request.url.startsWith('/api/') || request.url.startsWith('/api/health/'),
    errorResponseBuilder: () =>
      new AppError('too-many-requests', {
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
    transform: jsonSchemaTransform,
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
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
  app.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply, log));

  app.after(() => {
    for (const key of Object.keys(routes) as RouteKey[]) addRoute(app, key, parts);
    addSignIn(app, parts.auth);
    app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  });
  if (parts.webFolder && existsSync(parts.webFolder)) await addWeb(app, parts.webFolder);
  else app.setNotFoundHandler((request, reply) => sendError(notFound(request.url), request, reply, log));
  await app.ready();
  return { app, registeredPaths };
}

function addRoute<K extends RouteKey>(app: FastifyInstance, key: K, parts: HttpServerParts): void {
  const [method, url] = key.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
  const route: RouteDefinition = routes[key];
  app.route({
    method,
    url,
    schema: {
      summary: route.summary,
      tags: [url.split('/')[2] ?? ''],
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body ? { body: route.body } : {}),
      ...(typeof route.response === 'string' ? {} : { response: { 200: route.response } }),
    },
    // Who may call is asked before the input is even looked at.
    preValidation: async (request) => {
      const asked = request as FastifyRequest & { actor?: Actor };
      if (route.access === 'public') return;
      const actor = await parts.findActor(toHeaders(request), today());
      if (!actor) {
        throw new AppError('not-signed-in', {
          en: 'You are not signed in, or your session has ended. Sign in and try again.',
          zh: '您尚未登录，或登录已过期。请登录后重试。',
        });
      }
      if (route.access !== 'signed-in' && !actor.permissions.has(route.access as Permission)) {
        log403(request, actor, route.access);
        throw new AppError('not-allowed', {
          en: 'Your role does not include this. Ask a bureau officer if you need it.',
          zh: '您的角色没有此项权限。如确有需要，请与教育局管理人员联系。',
        });
      }
      asked.actor = actor;
    },
    handler: async (request, reply) => {
      const context: RequestContext = {
        language: readLanguage(request.headers['accept-language']),
        requestId: request.id,
        log: parts.log.child({ requestId: request.id }),
        today: today(),
      };
      const asked = {
        params: request.params,
        query: request.query,
        body: request.body,
        bytes: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
        context,
        actor: (request as FastifyRequest & { actor?: Actor }).actor,
      } as unknown as Asked<K>;
      return sendAnswer(route.response, await parts.handlers[key](asked), reply, request);
    },
  });
}

function log403(request: FastifyRequest, actor: Actor, permission: string): void {
  request.log.warn(
    { requestId: request.id, userId: actor.userId, permission, url: request.routeOptions.url },
    'refused',
  );
}

/** The sign-in library's own endpoints, passed through with the client's address from the connection. */
function addSignIn(app: FastifyInstance, auth: Auth): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    schema: { hide: true },
    handler: async (request, reply) => {
      const url = new URL(request.url, `http://${request.headers.host ?? 'localhost'}`);
      const headers = toHeaders(request);
      headers.set('x-trellis-client', request.ip);
      const response = await auth.handler(
        new Request(url, {
          method: request.method,
          headers,
          ...(request.method === 'POST' && request.body ? { body: JSON.stringify(request.body) } : {}),
        }),
      );
      reply.status(response.status);
      response.headers.forEach((value, name) => {
        if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value);
      });
      for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
      return reply.send(response.body ? Buffer.from(await response.arrayBuffer()) : null);
    },
  });
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
      request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
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

function notFound(url: string): AppError {
  const path = url.split('?')[0];
  return new AppError('not-found', {
    en: `There is nothing at ${path}.`,
    zh: `地址 ${path} 不存在。`,
  });
}

function toHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && name !== 'x-trellis-client')
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function today(): string {
  const now = new Date();
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

const FASTIFY_CODES: Record<number, ErrorCode> = {
  400: 'bad-request',
  404: 'not-found',
  413: 'too-large',
  415: 'bad-request',
  429: 'too-many-requests',
  503: 'unavailable',
};

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const language = readLanguage(request.headers['accept-language']);
  const known = error instanceof AppError ? error : translateDatabaseError(error);
  const send = (code: ErrorCode, message: string, details?: { path: string; message: string }[]) =>
    reply
      .status(HTTP_STATUS[code])
      .type('application/json; charset=utf-8')
      .serializer(JSON.stringify)
      .send({ error: { code, message, ...(details?.length ? { details } : {}), requestId: request.id } });
  if (known) {
    return send(
      known.code,
      inLanguage(known.text, language),
      known.details.map((detail) => ({ path: detail.path, message: inLanguage(detail.message, language) })),
    );
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map((issue) => ({
      path: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
      message: issue.message ?? '',
    }));
    const first = details[0];
    return send(
      'bad-request',
      language === 'zh'
        ? `请求中的“${first?.path || '内容'}”不符合要求：${first?.message ?? ''}`
        : `“${first?.path || 'the request'}” cannot be used: ${first?.message ?? ''}`,
      details,
    );
  }
  const status = (error as FastifyError).statusCode;
  const code = status ? FASTIFY_CODES[status] : undefined;
  if (code === 'too-large') {
    return send(
      code,
      language === 'zh'
        ? '文件过大，超出可接收的大小。请只保留需要的工作表和列，或分成几个文件上传。'
        : 'The file is larger than can be taken. Keep only the sheet and columns needed, or split it into several files.',
    );
  }
  if (code) return send(code, (error as Error).message);
  log.error({ requestId: request.id, err: error, route: request.routeOptions.url }, 'fault');
  return send(
    'fault',
    language === 'zh'
      ? `服务器出现故障，数据未被更改。请把请求编号 ${request.id} 告知管理员。`
      : `Something failed on the server and nothing was changed. Tell the administrator this request number: ${request.id}.`,
  );
}
