import type {
  Authority,
  Language,
  LocalText,
  Permission,
  RouteKey,
  RouteRequest,
  RouteResponse,
} from '@trellis/contract';
import type { Logger } from 'pino';

/** Who asks, and what they hold today. */
export interface Actor {
  readonly userId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly email: string;
  readonly bureauId: string;
  readonly authorities: readonly Authority[];
  readonly permissions: ReadonlySet<Permission>;
  /** Holds an authority over the whole bureau. */
  readonly bureauWide: boolean;
  /** Groups over which a principal's authority is held (chief principal). */
  readonly ledGroupIds: readonly string[];
  /** Schools over which a principal's authority is held. */
  readonly ledSchoolIds: readonly string[];
  /** Groups this person sees: by authority over them, or over one of their schools today. */
  readonly visibleGroupIds: readonly string[];
}

export interface RequestContext {
  readonly language: Language;
  readonly requestId: string;
  readonly log: Logger;
  /** Where the request comes from, as a session remembers it. */
  readonly asker: { readonly address: string; readonly userAgent: string };
  /** Today in the server's time zone, `yyyy-mm-dd`: commands and engines are given the day, they do not ask a clock. */
  readonly today: string;
}

/** A download: headers are set by the door. */
export interface FileAnswer {
  readonly file: Uint8Array | string;
  readonly fileName: string;
  readonly contentType: string;
}

/** A page that stands alone, shown in the browser. */
export interface HtmlAnswer {
  readonly html: string;
}

/** Server-sent events until the iterable ends or the asker leaves. */
export interface EventsAnswer {
  readonly events: AsyncIterable<unknown>;
}

/** Cookies to pass on to the browser beside an answer. */
export interface SignedInAnswer<T> {
  readonly answer: T;
  readonly setCookies: readonly string[];
}

export type AnswerOf<K extends RouteKey> =
  RouteResponse<K> extends never ? FileAnswer | HtmlAnswer | EventsAnswer : RouteResponse<K>;

/** A request that passed the door: parsed, and its sender known where the route asks for one. */
export interface Asked<K extends RouteKey> extends RouteRequest<K> {
  readonly context: RequestContext;
  /** The sender; public routes must not read it. */
  readonly actor: Actor;
  /** Raw bytes of an `upload` route. */
  readonly bytes: Uint8Array;
}

export type Handler<K extends RouteKey> = (
  asked: Asked<K>,
) => Promise<AnswerOf<K> | SignedInAnswer<AnswerOf<K>>>;

/** A feature's part of the routes; all parts together must cover the contract. */
export type Handlers<K extends RouteKey> = { readonly [R in K]: Handler<R> };

export function inLanguage(text: LocalText, language: Language): string {
  return language === 'zh' ? text.zh || text.en : text.en || text.zh;
}
