export {
  type Actor,
  type Asked,
  type EventsAnswer,
  type FileAnswer,
  type Handler,
  type Handlers,
  type HtmlAnswer,
  inLanguage,
  type RequestContext,
  type SignedInAnswer,
} from './context.ts';
export { createHttpServer, type HttpServerParts } from './create-http-server.ts';
export { wrongPassword } from './sign-in-routes.ts';
