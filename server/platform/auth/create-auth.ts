import { betterAuth } from 'better-auth';
import type { Config } from '../config/index.ts';
import type { TrellisDatabase } from '../database/index.ts';

/**
 * Sign-in: accounts, passwords (scrypt), sessions in signed, http-only cookies, throttled attempts.
 * Nobody can sign themselves up: accounts come from set-up, invitations and the demo.
 */
export function createAuth(database: TrellisDatabase, config: Config) {
  return betterAuth({
    appName: 'Trellis',
    baseURL: config.url,
    basePath: '/api/auth',
    secret: config.secret,
    telemetry: { enabled: false },
    database: { db: database.system, type: 'postgres' },
    trustedOrigins: [config.url],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: { modelName: 'account_user' },
    account: { modelName: 'account_credential' },
    verification: { modelName: 'account_verification' },
    session: { modelName: 'account_session', expiresIn: 60 * 60 * 12, updateAge: 10 * 60 },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'account_rate_limit',
      window: 60,
      max: 300,
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: 'trellis',
      useSecureCookies: config.url.startsWith('https:'),
      ipAddress: { ipAddressHeaders: ['x-trellis-client'] },
    },
    logger: { disabled: true },
  });
}

export type Auth = ReturnType<typeof createAuth>;
