/** A browser, the whole product behind it, and what every page is checked for. */

import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { closeChromium } from './harness/chromium.ts';
import { type RunningTrellis, startTrellis, type TrellisOptions } from './harness/trellis.ts';
import { openPage, type Visitor, type VisitorOptions } from './harness/visitor.ts';

export * from './harness/checks.ts';
export { openPage, type Visitor } from './harness/visitor.ts';

export const LANGUAGES = ['zh', 'en'] as const;
export const WIDTHS = [1400, 390] as const;

/**
 * One product for all tests of a file. After each test its windows are closed, and whatever went wrong in them —
 * errors in the console, exceptions, failed or refused requests, breaches of the content policy — fails it.
 */
export function useTrellis(options: TrellisOptions = {}) {
  let running: RunningTrellis | undefined;
  let open: Visitor[] = [];
  beforeAll(async () => {
    running = await startTrellis(options);
  });
  afterEach(async () => {
    const visitors = open;
    open = [];
    const faults = visitors.flatMap((visitor) => visitor.takeFaults());
    for (const visitor of visitors) await visitor.close();
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await closeChromium();
    await running?.close();
  });
  const trellis = () => {
    if (running === undefined) throw new Error('Trellis starts before the first test.');
    return running;
  };
  return {
    trellis,
    async visit(visitorOptions: VisitorOptions = {}): Promise<Visitor> {
      const visitor = await openPage(trellis(), visitorOptions);
      open.push(visitor);
      return visitor;
    },
  };
}

/** Waits until the page's heading reads so, and until nothing on the page is still coming. */
export async function expectHeading(visitor: Visitor, reads: { zh: string | RegExp; en: string | RegExp }) {
  const wanted = visitor.say<string | RegExp>(reads);
  await expect
    .poll(
      () =>
        visitor
          .heading()
          .innerText({ timeout: 1000 })
          .catch(() => ''),
      { timeout: 15_000 },
    )
    .toMatch(
      typeof wanted === 'string' ? new RegExp(`^${wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : wanted,
    );
  await visitor.settle();
}
