import { type RouteDefinition, type RouteKey, routes } from '@trellis/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { ask } from '../../testing/ask.ts';
import { DATABASES } from '../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';

interface Operation {
  summary: string;
  tags: string[];
  parameters?: { in: string; name: string; required?: boolean; schema: object }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

describe('the description of the API', () => {
  let server: TestServer;
  let document: { openapi: string; info: object; paths: Record<string, Record<string, Operation>> };
  beforeAll(async () => {
    server = await startTestServer(DATABASES[0]!, { demo: false });
    document = (await ask(server, 'GET /api/openapi.json')).body;
  });
  afterAll(() => server?.close());

  const operationOf = (key: RouteKey) => {
    const [method, path] = key.split(' ') as [string, string];
    return document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  };

  test('holds every route of the contract and nothing else', () => {
    expect(document.openapi).toMatch(/^3\./);
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.sort()).toEqual(Object.keys(routes).sort());
  });

  for (const key of Object.keys(routes) as RouteKey[]) {
    const route: RouteDefinition = routes[key];
    test(`says of ${key} what goes in and what comes out`, () => {
      const operation = operationOf(key)!;
      expect(operation.summary).toBe(route.summary);
      const inPath = [...key.matchAll(/:(\w+)/g)].map((match) => match[1]);
      const parameters = operation.parameters ?? [];
      expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(inPath);
      for (const one of parameters) {
        expect(Object.keys(one.schema).length, one.name).toBeGreaterThan(0);
        if (one.in === 'path') expect(one.required).toBe(true);
      }
      const query = route.query ? Object.keys((route.query as z.ZodObject).shape) : [];
      expect(parameters.filter((one) => one.in === 'query').map((one) => one.name)).toEqual(query);
      expect(operation.requestBody === undefined).toBe(!route.body && !route.upload);
      if (route.body) expect(Object.keys(operation.requestBody!.content)).toEqual(['application/json']);
      if (route.upload)
        expect(Object.keys(operation.requestBody!.content)).toEqual(['application/octet-stream']);
      const type =
        typeof route.response === 'string'
          ? { file: 'application/octet-stream', html: 'text/html', events: 'text/event-stream' }[
              route.response
            ]
          : 'application/json';
      expect(Object.keys(operation.responses['200']!.content!)).toEqual([type]);
      expect(operation.responses['4XX']!.content).toHaveProperty('application/json');
    });
  }

  test('is written in the words of its version: every schema typed, every reference leading somewhere', () => {
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const one = node as Record<string, unknown>;
      if (document.openapi.startsWith('3.0')) {
        expect(one.type, path).not.toBe('null');
        expect(Array.isArray(one.type), path).toBe(false);
        expect(one, path).not.toHaveProperty('const');
      }
      if (typeof one.$ref === 'string') {
        const target = one.$ref
          .slice(2)
          .split('/')
          .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document);
        expect(target, `${path} ${one.$ref}`).toBeDefined();
      }
      for (const [key, value] of Object.entries(one)) visit(value, `${path}/${key}`);
    };
    visit(document.paths, '');
  });
});
