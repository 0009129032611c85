/**
 * Takes the pictures of the README and the guide from the demo: balance, trajectory, an import with its mistakes and
 * the bureau's ranking, in both languages, at a desk and on a phone.
 *
 *   npm run screenshots [-- folder]
 */

import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder, readExample, sendFile, writeSheet } from '../tests/browser/examples.ts';
import { closeChromium } from '../tests/browser/harness/chromium.ts';
import { startTrellis } from '../tests/browser/harness/trellis.ts';
import { openPage, type Visitor, type Width } from '../tests/browser/harness/visitor.ts';

const LARGEST_BYTES = 300_000;
const SCREEN_HEIGHT = 900;
const WIDTHS: readonly [Width, string][] = [
  [1400, 'desktop'],
  [390, 'phone'],
];
const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/screenshots', import.meta.url));
await mkdir(folder, { recursive: true });

const trellis = await startTrellis();
try {
  const sheet = await readExample('seven-schools-with-mistakes.zh.csv');
  for (const language of ['zh', 'en'] as const) {
    for (const [width, screen] of WIDTHS) {
      const principal = await openPage(trellis, { language, width, as: 'chief-principal' });
      const group = `/groups/${await principal.groupId()}`;
      const fileName = language === 'zh' ? '七所学校 2025.xlsx' : 'seven-schools-2025.xlsx';
      const path = join(await makeFolder(), fileName);
      await writeSheet(path, sheet);
      const { id } = await sendFile(principal, path, fileName);
      const name = (room: string) => `${room}-${screen}-${language}`;
      await take(principal, group, name('balance'));
      await take(principal, `${group}/trajectory?asOf=2019-09-01`, name('trajectory'));
      // At a desk the whole page fits; on a phone the mistakes are what is looked for.
      await take(
        principal,
        `/imports/${id}`,
        name('import'),
        width === 390 ? { part: '#step-check' } : { height: 1180 },
      );
      await leave(principal);
      const officer = await openPage(trellis, { language, width, as: 'bureau-officer' });
      await take(officer, '/bureau', name('bureau'), width === 390 ? {} : { height: 400 });
      await leave(officer);
    }
  }
} finally {
  await closeChromium();
  await trellis.close();
}

/** What a person sees first; of a page whose point lies further down, that part; of a short or long one its height. */
async function take(
  visitor: Visitor,
  address: string,
  name: string,
  { part, height = SCREEN_HEIGHT }: { part?: string; height?: number } = {},
): Promise<void> {
  await visitor.page.setViewportSize({ width: visitor.width, height });
  await visitor.go(address);
  await visitor.page.waitForLoadState('networkidle');
  if (part === undefined) await visitor.page.evaluate(() => window.scrollTo(0, 0));
  else await visitor.page.locator(part).evaluate((element) => element.scrollIntoView());
  const picture = join(folder, `${name}.png`);
  await visitor.page.screenshot({ path: picture, animations: 'disabled' });
  const { size } = await stat(picture);
  console.log(`${Math.round(size / 1000)} kB ${picture}`);
  if (size > LARGEST_BYTES) throw new Error(`${picture} is larger than ${LARGEST_BYTES / 1000} kB.`);
}

async function leave(visitor: Visitor): Promise<void> {
  const faults = visitor.takeFaults();
  if (faults.length > 0) throw new Error(faults.join('\n'));
  await visitor.close();
}
