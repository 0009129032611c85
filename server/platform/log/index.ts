import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Structured lines on standard output, or where told; secrets and personal data never reach them. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token'],
  };
  return destination ? pino(options, destination) : pino(options);
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
