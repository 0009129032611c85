import { errorBody, type RouteDefinition } from '@trellis/contract';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's entry in the contract. */
    contract?: RouteDefinition;
  }
}

const REFUSED = {
  description: 'Refused: a code, words in the language of Accept-Language, and the request’s id',
  content: { 'application/json': { schema: z.toJSONSchema(errorBody, { target: 'openapi-3.0' }) } },
};

const STREAMS = {
  file: { description: 'A file to download', type: 'application/octet-stream', format: 'binary' },
  html: { description: 'A page that stands alone', type: 'text/html', format: undefined },
  events: { description: 'Server-sent events', type: 'text/event-stream', format: undefined },
} as const;

/** Adds to the schemas what they cannot say: downloads, streams, uploads and refusals. */
export const describeRoute: typeof jsonSchemaTransform = (document) => {
  const { schema, url } = jsonSchemaTransform(document);
  const contract = document.route.config?.contract;
  if (!contract || !schema) return { schema, url };
  const described = schema as Record<string, unknown> & { response?: Record<string, unknown> };
  const stream = typeof contract.response === 'string' ? STREAMS[contract.response] : undefined;
  return {
    url,
    schema: {
      ...described,
      response: {
        ...described.response,
        ...(stream
          ? {
              200: {
                description: stream.description,
                content: {
                  [stream.type]: {
                    schema: { type: 'string', ...(stream.format ? { format: stream.format } : {}) },
                  },
                },
              },
            }
          : {}),
        '4XX': REFUSED,
        '5XX': REFUSED,
      },
      ...(contract.upload
        ? { consumes: ['application/octet-stream'], body: { type: 'string', format: 'binary' } }
        : {}),
    },
  };
};
