/**
 * Writes the README's pictures from the running demo: balance, trajectory and an import with problems, in both
 * languages, at a desk and on a phone.
 *
 *   npx node scripts/screenshots.ts [folder]
 */

import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder, readExample, sendFile, writeSheet } from '../tests/browser/examples.ts';
import { closeChromium } from '../tests/browser/harness/chromium.ts';
import { startTrellis } from '../tests/browser/harness/trellis.ts';
import { openPage } from '../tests/browser/harness/visitor.ts';

const LARGEST_BYTES = 250_000;
const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/screenshots', import.meta.url));
await mkdir(folder, { recursive: true });

const trellis = await startTrellis();
try {
  const sheet = await readExample('seven-schools-with-mistakes.zh.csv');
  for (const language of ['zh', 'en'] as const) {
    for (const width of [1400, 390] as const) {
      const visitor = await openPage(trellis, { language, width, as: 'chief-principal' });
      const group = `/groups/${await visitor.groupId()}`;
      const fileName = language === 'zh' ? '七所学校 2025.xlsx' : 'seven-schools-2025.xlsx';
      const path = join(await makeFolder(), fileName);
      await writeSheet(path, sheet);
      const { id } = await sendFile(visitor, path, fileName);
      for (const [name, address, look] of [
        ['balance', group, undefined],
        ['trajectory', `${group}/trajectory?asOf=2019-09-01`, undefined],
        ['import', `/imports/${id}`, '#step-check'],
      ] as const) {
        await visitor.go(address);
        await visitor.page.waitForLoadState('networkidle');
        if (look !== undefined && width === 390)
          await visitor.page.locator(look).evaluate((element) => element.scrollIntoView());
        const picture = join(folder, `${name}-${language}-${width}.png`);
        await visitor.page.screenshot({ path: picture, animations: 'disabled' });
        const { size } = await stat(picture);
        console.log(`${Math.round(size / 1000)} kB ${picture}`);
        if (size > LARGEST_BYTES) throw new Error(`${picture} is larger than ${LARGEST_BYTES / 1000} kB.`);
      }
      const faults = visitor.takeFaults();
      if (faults.length > 0) throw new Error(faults.join('\n'));
      await visitor.close();
    }
  }
} finally {
  await closeChromium();
  await trellis.close();
}
