import { type Logger, pino } from 'pino';

export type { Logger };

/** Structured lines on standard output; secrets and personal data never reach them. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token'],
  });
}

/**
 * What failed and where, without the values it failed on: a database's error carries the statement's parameters,
 * and those are people's names, addresses and passwords' hashes.
 */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, constraint, table, routine } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(
      Object.entries({ code, constraint, table, routine }).filter(([, value]) => typeof value === 'string'),
    ),
    ...(error.cause === undefined ? {} : { cause: serializeError(error.cause) }),
  };
}
