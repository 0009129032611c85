import type { z } from 'zod';
import { accessRoutes } from './access.ts';
import { auditRoutes } from './audit.ts';
import { balanceRoutes } from './balance.ts';
import { healthRoutes } from './health.ts';
import { importRoutes } from './imports.ts';
import { registerRoutes } from './register.ts';
import { staffRoutes } from './staff.ts';
import { studyRoutes } from './studies.ts';

export * from './access.ts';
export * from './audit.ts';
export * from './balance.ts';
export * from './common.ts';
export * from './health.ts';
export * from './imports.ts';
export * from './register.ts';
export * from './route.ts';
export * from './staff.ts';
export * from './studies.ts';

/** Every route of the product, by "METHOD /path". */
export const routes = {
  ...healthRoutes,
  ...accessRoutes,
  ...auditRoutes,
  ...registerRoutes,
  ...staffRoutes,
  ...importRoutes,
  ...balanceRoutes,
  ...studyRoutes,
};
export type Routes = typeof routes;
export type RouteKey = keyof Routes;

type Of<K extends RouteKey, P extends string> = Routes[K] extends Record<P, infer S> ? S : never;
type Input<S> = S extends z.ZodType ? z.input<S> : never;
type Output<S> = S extends z.ZodType ? z.output<S> : never;

/** What a caller sends. */
export type RouteInput<K extends RouteKey> = ([Of<K, 'params'>] extends [never]
  ? unknown
  : { params: Input<Of<K, 'params'>> }) &
  ([Of<K, 'query'>] extends [never] ? unknown : { query?: Input<Of<K, 'query'>> }) &
  ([Of<K, 'body'>] extends [never] ? unknown : { body: Input<Of<K, 'body'>> });

/** What a handler receives once parsed. */
export interface RouteRequest<K extends RouteKey> {
  params: Output<Of<K, 'params'>>;
  query: Output<Of<K, 'query'>>;
  body: Output<Of<K, 'body'>>;
}

/** What a route answers with JSON. */
export type RouteResponse<K extends RouteKey> = Output<Of<K, 'response'>>;
