import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { RouteDefinition } from '@trellis/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EventsAnswer, FileAnswer, HtmlAnswer, SignedInAnswer } from './context.ts';

/** Presents what a feature answered, in the shape the contract names: JSON, a download, a page or a stream of events. */
export async function sendAnswer(
  kind: RouteDefinition['response'],
  handled: unknown,
  reply: FastifyReply,
  request: FastifyRequest,
  closing: AbortSignal,
): Promise<unknown> {
  const answer = takeCookies(handled, reply);
  switch (kind) {
    case 'file': {
      const { file, fileName, contentType } = answer as FileAnswer;
      return reply
        .type(contentType)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeFileName(fileName)}`)
        .serializer((payload: unknown) => payload as string)
        .send(typeof file === 'string' ? file : Buffer.from(file));
    }
    case 'html':
      return reply
        .type('text/html; charset=utf-8')
        .serializer((payload: unknown) => payload as string)
        .send((answer as HtmlAnswer).html);
    case 'events':
      await streamEvents(answer as EventsAnswer, reply, request, closing);
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

/** RFC 8187 asks for these to be escaped too; an apostrophe would end the language part. */
function encodeFileName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Streams until the events end, the asker leaves, or the server closes: an open stream must not hold up a restart. */
async function streamEvents(
  { events }: EventsAnswer,
  reply: FastifyReply,
  request: FastifyRequest,
  closing: AbortSignal,
): Promise<void> {
  const headers = reply.getHeaders();
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(headers as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const iterator = events[Symbol.asyncIterator]();
  const left = new Promise<{ done: true }>((resolve) => {
    const leave = () => resolve({ done: true });
    raw.once('close', leave);
    closing.addEventListener('abort', leave, { once: true });
    raw.once('close', () => closing.removeEventListener('abort', leave));
    if (closing.aborted) leave();
  });
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), left]);
      if (step.done) break;
      if (!raw.write(`data: ${JSON.stringify(step.value)}\n\n`)) {
        if (!Array.isArray(await Promise.race([once(raw, 'drain'), left]))) break;
      }
    }
  } catch (error) {
    request.log.error({ requestId: request.id, err: error }, 'event stream ended by a fault');
  } finally {
    raw.end();
    // A generator that waits for its next event answers only then: nobody waits for it here.
    void iterator.return?.().catch(() => {});
  }
}
