import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  TRELLIS_HOST: z.string().default('127.0.0.1'),
  TRELLIS_PORT: z.coerce.number().int().min(0).max(65535).default(4380),
  /** The address people type; cookies and links are made for it. */
  TRELLIS_URL: z.url().optional(),
  TRELLIS_DATA: z.string().default('.trellis'),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  TRELLIS_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(10),
  /** Signs sessions; at least 32 characters, the same on every server of one installation. */
  TRELLIS_SECRET: z.string().min(32).optional(),
  TRELLIS_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Set when a proxy in front adds X-Forwarded-For. */
  TRELLIS_TRUST_PROXY: z.stringbool().default(false),
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
 * @throws Error naming every setting that is wrong, with its value's rule.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv,
  options: { demo: boolean; port?: number },
): Config {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(
      `The configuration cannot be used. Correct these settings and start again:\n${lines.join('\n')}`,
    );
  }
  const settings = parsed.data;
  const dataFolder = resolve(settings.TRELLIS_DATA, options.demo ? 'demo' : '.');
  const port = options.port ?? settings.TRELLIS_PORT;
  if (settings.DATABASE_URL && !settings.TRELLIS_SECRET && !options.demo) {
    throw new Error(
      'TRELLIS_SECRET is missing. A server database is shared by several processes, so they need one secret: set it to at least 32 random characters.',
    );
  }
  return {
    host: settings.TRELLIS_HOST,
    port,
    url:
      settings.TRELLIS_URL ??
      `http://${settings.TRELLIS_HOST === '0.0.0.0' ? 'localhost' : settings.TRELLIS_HOST}:${port}`,
    dataFolder,
    databaseUrl: settings.DATABASE_URL,
    databaseConnections: settings.TRELLIS_DATABASE_CONNECTIONS,
    secret: settings.TRELLIS_SECRET ?? keepSecret(dataFolder),
    logLevel: settings.TRELLIS_LOG,
    trustProxy: settings.TRELLIS_TRUST_PROXY,
    demo: options.demo,
  };
}

/** An installation of one process keeps a secret of its own beside its data, readable by its owner only. */
function keepSecret(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = join(dataFolder, 'secret');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const secret = randomBytes(32).toString('base64url');
    writeFileSync(path, secret, { mode: 0o600, flag: 'wx' });
    return secret;
  }
}
