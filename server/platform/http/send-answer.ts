import { once } from 'node:events';
import type { RouteDefinition } from '@trellis/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EventsAnswer, FileAnswer, HtmlAnswer, SignedInAnswer } from './context.ts';

/** Presents what a feature answered, in the shape the contract names: JSON, a download, a page or a stream of events. */
export async function sendAnswer(
  kind: RouteDefinition['response'],
  handled: unknown,
  reply: FastifyReply,
  request: FastifyRequest,
): Promise<unknown> {
  const answer = takeCookies(handled, reply);
  switch (kind) {
    case 'file': {
      const { file, fileName, contentType } = answer as FileAnswer;
      return reply
        .type(contentType)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
        .serializer((payload: unknown) => payload as string)
        .send(typeof file === 'string' ? file : Buffer.from(file));
    }
    case 'html':
      return reply
        .type('text/html; charset=utf-8')
        .serializer((payload: unknown) => payload as string)
        .send((answer as HtmlAnswer).html);
    case 'events':
      await streamEvents(answer as EventsAnswer, reply, request);
      return reply;
    default:
      return answer;
  }
}

function takeCookies(handled: unknown, reply: FastifyReply): unknown {
  if (typeof handled !== 'object' || handled === null || !('setCookies' in handled)) return handled;
  const { answer, setCookies } = handled as SignedInAnswer<unknown>;
  for (const cookie of setCookies) reply.header('set-cookie', cookie);
  return answer;
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
