import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EventsAnswer, FileAnswer, HtmlAnswer, SignedInAnswer } from './context.ts';

/** Presents what a feature answered: JSON, a download, a page, a stream of events, or an answer with cookies. */
export async function sendAnswer(
  answer: unknown,
  reply: FastifyReply,
  request: FastifyRequest,
): Promise<unknown> {
  if (isOf<SignedInAnswer<unknown>>(answer, 'setCookies')) {
    for (const cookie of answer.setCookies) reply.header('set-cookie', cookie);
    return answer.answer;
  }
  if (isOf<FileAnswer>(answer, 'contentType')) {
    const body = typeof answer.file === 'string' ? answer.file : Buffer.from(answer.file);
    return reply
      .type(answer.contentType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(answer.fileName)}`)
      .serializer((payload: unknown) => payload as string)
      .send(body);
  }
  if (isOf<HtmlAnswer>(answer, 'html')) {
    return reply
      .type('text/html; charset=utf-8')
      .serializer((payload: unknown) => payload as string)
      .send(answer.html);
  }
  if (isOf<EventsAnswer>(answer, 'events')) {
    await streamEvents(answer, reply, request);
    return reply;
  }
  return answer;
}

function isOf<T>(answer: unknown, key: keyof T & string): answer is T {
  return typeof answer === 'object' && answer !== null && key in answer;
}

async function streamEvents(
  { events }: EventsAnswer,
  reply: FastifyReply,
  request: FastifyRequest,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': request.id,
  });
  const iterator = events[Symbol.asyncIterator]();
  raw.on('close', () => void iterator.return?.());
  for (;;) {
    const step = await iterator.next();
    if (step.done || raw.destroyed) break;
    if (!raw.write(`data: ${JSON.stringify(step.value)}\n\n`)) await once(raw, 'drain');
  }
  raw.end();
}
