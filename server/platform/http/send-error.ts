import type { LocalText } from '@trellis/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, HTTP_STATUS } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { inLanguage } from './context.ts';
import { readLanguage } from './read-language.ts';
import { translateDatabaseError } from './translate-database-error.ts';

/** The one translation of what went wrong into an answer: a code, words in the asker's language, the request's id. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: { log: Logger; uploadLimitBytes: number },
): FastifyReply {
  const language = readLanguage(request.headers['accept-language']);
  const known =
    error instanceof AppError
      ? error
      : (translateDatabaseError(error) ?? translateDoorError(error as FastifyError, request, parts));
  if (!known) {
    parts.log.error({ requestId: request.id, err: error, route: request.routeOptions.url }, 'fault');
  }
  const refusal = known ?? fault(request.id);
  const details = refusal.details.map(({ path, message }) => ({
    path,
    message: inLanguage(message, language),
  }));
  return reply
    .status(HTTP_STATUS[refusal.code])
    .header('x-request-id', request.id)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({
      error: {
        code: refusal.code,
        message: inLanguage(refusal.text, language),
        ...(details.length > 0 ? { details } : {}),
        requestId: request.id,
      },
    });
}

export function notFound(url: string): AppError {
  const path = url.split('?')[0];
  return new AppError('not-found', {
    en: `There is nothing at ${path}.`,
    zh: `地址 ${path} 不存在。`,
  });
}

function fault(requestId: string): AppError {
  return new AppError('fault', {
    en: `Something failed on the server and nothing was changed. Tell the administrator this request number: ${requestId}.`,
    zh: `服务器出现故障，数据未被更改。请把请求编号 ${requestId} 告知管理员。`,
  });
}

const UNREADABLE: Readonly<Record<string, LocalText>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: {
    en: 'The request is not valid JSON. Correct it and send it again.',
    zh: '请求内容不是有效的 JSON。请更正后重新发送。',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    en: 'The request says that it brings JSON, but it is empty.',
    zh: '请求声明为 JSON，但内容为空。',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    en: 'Send JSON as application/json, and files as application/octet-stream.',
    zh: '请以 application/json 发送 JSON，以 application/octet-stream 发送文件。',
  },
  FST_ERR_BAD_URL: {
    en: 'The address cannot be read. Check its percent signs.',
    zh: '地址无法识别，请检查其中的百分号编码。',
  },
};

/** What the server library refuses by itself, before a feature is asked. */
function translateDoorError(
  error: FastifyError,
  request: FastifyRequest,
  { uploadLimitBytes }: { uploadLimitBytes: number },
): AppError | undefined {
  const text = UNREADABLE[error.code];
  if (text) return new AppError('bad-request', text);
  switch (error.statusCode) {
    case 400:
    case 415:
      return new AppError('bad-request', {
        en: 'The request cannot be read. Check it and send it again.',
        zh: '请求无法识别。请检查后重新发送。',
      });
    case 404:
    case 414:
      return notFound(request.url);
    case 413: {
      const megabytes = Math.floor(uploadLimitBytes / (1024 * 1024));
      return request.routeOptions.bodyLimit === uploadLimitBytes
        ? new AppError('too-large', {
            en: `The file is larger than can be taken (${megabytes} MB). Keep only the sheet and columns needed, or split it into several files.`,
            zh: `文件过大，超出可接收的 ${megabytes} MB。请只保留需要的工作表和列，或分成几个文件上传。`,
          })
        : new AppError('too-large', {
            en: 'The request is larger than can be taken. Send less at a time.',
            zh: '请求内容过大，请分次提交。',
          });
    }
    case 503:
      return unavailable();
    default:
      return undefined;
  }
}

export function unavailable(): AppError {
  return new AppError('unavailable', {
    en: 'The server is restarting. Try again in a moment.',
    zh: '服务器正在重启，请稍候再试。',
  });
}
