import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors/index.ts';

const port = z.coerce
  .number('Give a number from 0 to 65535.')
  .int('Give a whole number from 0 to 65535.')
  .min(0, 'Give a number from 0 to 65535.')
  .max(65535, 'Give a number from 0 to 65535.');

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const schema = z.object({
  TRELLIS_HOST: z.string().default('127.0.0.1'),
  TRELLIS_PORT: port.default(4380),
  /** The address people type; cookies and links are made for it. */
  TRELLIS_URL: z
    .url({ protocol: /^https?$/, error: 'Give an address that begins with http:// or https://.' })
    .refine(
      (url) => /^\/?$/.test(new URL(url).pathname),
      'Give the address without a path: Trellis answers at the top of a host.',
    )
    .optional(),
  TRELLIS_DATA: z.string().default('.trellis'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'Give an address that begins with postgres://.')
    .optional(),
  TRELLIS_DATABASE_CONNECTIONS: z.coerce
    .number('Give a number from 2 to 200.')
    .int('Give a whole number from 2 to 200.')
    .min(2, 'Give a number from 2 to 200.')
    .max(200, 'Give a number from 2 to 200.')
    .default(10),
  /** Signs sessions; at least 32 characters, the same on every server of one installation. */
  TRELLIS_SECRET: z.string().min(32, 'Give at least 32 characters.').optional(),
  TRELLIS_LOG: z.enum(LOG_LEVELS, `Choose one of ${LOG_LEVELS.join(', ')}.`).default('info'),
  /** Set when a proxy in front adds X-Forwarded-For. */
  TRELLIS_TRUST_PROXY: z.stringbool('Give true or false.').default(false),
});

export interface Config {
  host: string;
  port: number;
  url: string;
  dataFolder: string;
  databaseUrl: string | undefined;
  databaseConnections: number;
  secret: string;
  logLevel: string;
  trustProxy: boolean;
  demo: boolean;
}

/**
 * Reads and checks the configuration once, at start.
 *
 * @throws AppError `unprocessable` naming every setting that is wrong, with its value's rule.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv,
  options: { demo: boolean; port?: number },
): Config {
  // An empty setting is one left out: that is how compose files and service managers write it.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = schema.extend({ '--port': port.optional() }).safeParse({ ...given, '--port': options.port });
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new AppError('unprocessable', {
      en: `The configuration cannot be used. Correct these settings and start again:\n${lines.join('\n')}`,
      zh: '配置无法使用，请按上面逐项更正后重新启动。',
    });
  }
  const settings = parsed.data;
  const dataFolder = resolve(settings.TRELLIS_DATA, options.demo ? 'demo' : '.');
  const chosenPort = options.port ?? settings.TRELLIS_PORT;
  if (settings.DATABASE_URL && !settings.TRELLIS_SECRET && !options.demo) {
    throw new AppError('unprocessable', {
      en: 'TRELLIS_SECRET is missing. A server database is shared by several processes, so they need one secret: set it to at least 32 random characters.',
      zh: '缺少 TRELLIS_SECRET。服务器数据库由多个进程共用，须使用同一密钥：请设为至少 32 个随机字符。',
    });
  }
  return {
    host: settings.TRELLIS_HOST,
    port: chosenPort,
    url: settings.TRELLIS_URL
      ? new URL(settings.TRELLIS_URL).origin
      : `http://${nameOfHost(settings.TRELLIS_HOST)}:${chosenPort}`,
    dataFolder,
    databaseUrl: settings.DATABASE_URL,
    databaseConnections: settings.TRELLIS_DATABASE_CONNECTIONS,
    secret: settings.TRELLIS_SECRET ?? keepSecret(dataFolder),
    logLevel: settings.TRELLIS_LOG,
    trustProxy: settings.TRELLIS_TRUST_PROXY,
    demo: options.demo,
  };
}

/** The host as it stands in an address: one that means every interface is reached by this machine's own name. */
function nameOfHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** An installation of one process keeps a secret of its own beside its data, readable by its owner only. */
function keepSecret(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = join(dataFolder, 'secret');
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32) {
    throw new AppError('unprocessable', {
      en: `The secret in ${path} is shorter than 32 characters. Remove the file: a new secret is made at the next start, and everybody signs in again.`,
      zh: `${path} 中的密钥不足 32 个字符。请删除该文件：下次启动会生成新的密钥，所有人须重新登录。`,
    });
  }
  return secret;
}
