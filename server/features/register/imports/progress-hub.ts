import type { Progress } from './types.ts';

/** Progress of running imports, in memory: watching one asks the database for nothing. */
export class ProgressHub {
  readonly #latest = new Map<string, Progress>();
  readonly #bureauByImport = new Map<string, string>();
  readonly #watchers = new Map<string, Set<(progress: Progress) => void>>();

  report(importId: string, progress: Progress): void {
    this.#latest.set(importId, progress);
    for (const watch of this.#watchers.get(importId) ?? []) watch(progress);
    if (!isEnd(progress)) return;
    this.#latest.delete(importId);
    this.#bureauByImport.delete(importId);
  }

  /** Work begins here: whose it is tells who may watch without asking the database. */
  start(bureauId: string, importId: string, phase: Progress['phase']): void {
    this.#bureauByImport.set(importId, bureauId);
    this.report(importId, { phase, doneRows: 0, allRows: 0, message: null });
  }

  isRunning(bureauId: string, importId: string): boolean {
    return this.#latest.has(importId) && this.#bureauByImport.get(importId) === bureauId;
  }

  /** Latest progress and what follows, until the end; a slow reader gets the newest and misses what was between. */
  async *watch(importId: string, readNow: () => Promise<Progress>): AsyncGenerator<Progress> {
    let newest: Progress | undefined;
    let wake = () => {};
    const watch = (progress: Progress) => {
      newest = progress;
      wake();
    };
    const watchers = this.#watchers.get(importId) ?? new Set();
    this.#watchers.set(importId, watchers.add(watch));
    try {
      newest ??= this.#latest.get(importId) ?? (await readNow());
      for (;;) {
        if (newest) {
          const progress: Progress = newest;
          newest = undefined;
          yield progress;
          if (isEnd(progress)) return;
          continue;
        }
        let timer: NodeJS.Timeout | undefined;
        const isTimeout = await new Promise<boolean>((resolve) => {
          wake = () => resolve(false);
          timer = setTimeout(() => resolve(true), POLL_MILLISECONDS);
          if (newest) resolve(false);
        });
        clearTimeout(timer);
        // Nothing heard: another server may be at work, or the work ended before this one listened.
        if (isTimeout && !this.#latest.has(importId)) newest = await readNow();
      }
    } finally {
      watchers.delete(watch);
      if (watchers.size === 0 && this.#watchers.get(importId) === watchers) this.#watchers.delete(importId);
    }
  }
}

const POLL_MILLISECONDS = 2000;

function isEnd({ phase }: Progress): boolean {
  return phase === 'done' || phase === 'failed';
}
