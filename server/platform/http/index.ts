export type { AuditDoor, Heard } from './audit-door.ts';
export {
  type Actor,
  type EventsAnswer,
  type FileAnswer,
  type Handlers,
  inLanguage,
  type RequestContext,
} from './context.ts';
export { createHttpServer } from './create-http-server.ts';
export { cookiesSet } from './hear-request.ts';
export { wrongPassword } from './sign-in-routes.ts';
