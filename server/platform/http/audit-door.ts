import type { RouteAccess } from '@trellis/contract';
import type { Actor } from './context.ts';

/** A request as the audit record hears of it, before anything is done. */
export interface Heard {
  /** The route's key. */
  readonly action: string;
  readonly access: RouteAccess;
  readonly requestId: string;
  /** `yyyy-mm-dd`. */
  readonly today: string;
  /** Absent where nobody is signed in. */
  readonly actor: Actor | undefined;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Why, as the asker stated it; empty otherwise. */
  readonly purpose: string;
}

/** What the HTTP door puts on record. It asks for every route alike, so that a new one cannot be forgotten. */
export interface AuditDoor {
  /** Runs a change; each of its transactions that writes carries its entry, and a change without one gets its own. */
  change<T>(heard: Heard, work: () => Promise<T>): Promise<T>;
  /** Runs a look at named people; what it found is not shown before the entry is kept. */
  look<T>(heard: Heard, work: () => Promise<T>): Promise<T>;
  /** Somebody signed in was refused something. */
  refused(heard: Heard, code: string): Promise<void>;
  /** A session began or is about to end; its cookies tell whose. */
  session(heard: Heard, cookie: string): Promise<void>;
}
