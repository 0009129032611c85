export {
  type Actor,
  type EventsAnswer,
  type FileAnswer,
  type Handlers,
  inLanguage,
  type RequestContext,
} from './context.ts';
export { createHttpServer } from './create-http-server.ts';
export { wrongPassword } from './sign-in-routes.ts';
