import type { ErrorBody, ErrorCode, RouteInput, RouteKey, RouteResponse } from '@trellis/contract';
import { currentLanguage } from '../i18n/index.ts';

/** What the server refused, with its own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode | 'offline';
  readonly details: readonly { path: string; message: string }[];
  readonly requestId: string | null;

  constructor(
    status: number,
    code: ErrorCode | 'offline',
    message: string,
    details: readonly { path: string; message: string }[] = [],
    requestId: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
  }

  /** Messages by form field: the last part of each path names the field. */
  fieldMessages(): Record<string, string> {
    const messages: Record<string, string> = {};
    for (const { path, message } of this.details) messages[path.replace(/^\/?(body[./])?/, '')] = message;
    return messages;
  }
}

interface LooseInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** Fills the path from `params` and appends `query`. */
export function fileUrl<K extends RouteKey>(key: K, input: RouteInput<K>): string {
  const { params = {}, query = {} } = input as LooseInput;
  const template = key.slice(key.indexOf(' ') + 1);
  const path = template.replace(/:([a-zA-Z]+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const tail = search.toString();
  return tail === '' ? path : `${path}?${tail}`;
}

export type SignedOutReason = 'session-ended' | 'no-authority';

let whenSignedOut: (reason: SignedOutReason) => void = () => {};

/** The shell says here what happens when the session has ended, or the person holds nothing any more. */
export function onSignedOut(listener: (reason: SignedOutReason) => void): void {
  whenSignedOut = listener;
}

function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'error' in body &&
    typeof body.error === 'object' &&
    body.error !== null &&
    'message' in body.error
  );
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, text: string): ApiError {
  const body = parse(text);
  if (isErrorBody(body)) {
    const { code, message, details, requestId } = body.error;
    return new ApiError(status, code, message, details, requestId);
  }
  return new ApiError(status, status >= 502 ? 'unavailable' : 'fault', '');
}

function answer(key: string, status: number, text: string): unknown {
  if (status >= 200 && status < 300) return parse(text);
  const error = refusal(status, text);
  if (status === 401 && key !== 'GET /api/me') {
    whenSignedOut(error.code === 'no-authority' ? 'no-authority' : 'session-ended');
  }
  throw error;
}

/** Calls one route of the contract. @throws {ApiError} */
export async function call<K extends RouteKey>(
  key: K,
  input: RouteInput<K>,
  init: { signal?: AbortSignal } = {},
): Promise<RouteResponse<K>> {
  const { body } = input as LooseInput;
  const method = key.slice(0, key.indexOf(' '));
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': currentLanguage(),
  };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(fileUrl(key, input), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(init.signal === undefined ? {} : { signal: init.signal }),
    });
  } catch (fault) {
    if (init.signal?.aborted) throw fault;
    throw new ApiError(0, 'offline', '');
  }
  return answer(key, response.status, await response.text()) as RouteResponse<K>;
}

/** Sends a file as raw bytes, telling how far it is (0 to 1). @throws {ApiError} */
export function upload<K extends RouteKey>(
  key: K,
  input: RouteInput<K>,
  file: Blob,
  onProgress: (fraction: number) => void = () => {},
): Promise<RouteResponse<K>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(key.slice(0, key.indexOf(' ')), fileUrl(key, input));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('accept-language', currentLanguage());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      try {
        resolve(answer(key, request.status, request.responseText) as RouteResponse<K>);
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new ApiError(0, 'offline', ''));
    request.send(file);
  });
}

/** Signing in and out are the sign-in library's own routes, outside the contract. @throws {ApiError} */
export async function authenticate(action: 'sign-in/email' | 'sign-out', body: object): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/${action}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'accept-language': currentLanguage() },
      body: JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, 'offline', '');
  }
  if (!response.ok) throw refusal(response.status, await response.text());
}
