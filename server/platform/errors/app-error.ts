import type { ErrorCode, LocalText } from '@trellis/contract';

/** The one table from what went wrong to HTTP. */
export const HTTP_STATUS = {
  'bad-request': 400,
  'not-signed-in': 401,
  'no-authority': 401,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unprocessable: 422,
  'too-many-requests': 429,
  unavailable: 503,
  fault: 500,
} as const satisfies Record<ErrorCode, number>;

export interface ErrorDetail {
  path: string;
  message: LocalText;
}

/** A refusal with words for the person who asked: the fact with its values, then what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly text: LocalText;
  readonly details: ErrorDetail[];

  constructor(code: ErrorCode, text: LocalText, details: ErrorDetail[] = []) {
    super(text.en);
    this.name = 'AppError';
    this.code = code;
    this.text = text;
    this.details = details;
  }
}
