import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { expectHeading, useTrellis, type Visitor } from './harness.ts';

const DATA =
  process.env.TRELLIS_ENGLAND ?? fileURLToPath(new URL('../../../shared/data/england/', import.meta.url));
const SCHOOLS = 'eng_schools_2019_geo_trust.csv';
const MEMBERS = 'eng_group_membership_2022.csv';
const isHere = existsSync(DATA + SCHOOLS) && existsSync(DATA + MEMBERS);
if (!isHere) console.log(`England's tables are not in ${DATA}, so nothing is imported from them.`);

/** Brings one file in on the import page and applies it; answers the seconds it took. */
async function importInBrowser(
  officer: Visitor,
  fileName: string,
): Promise<{ check: number; apply: number }> {
  const { page } = officer;
  const began = Date.now();
  await officer.go('/imports');
  await page.locator('input[type=file]').setInputFiles(DATA + fileName);
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/, { timeout: 60_000 });
  const apply = officer.button(/^Apply all [\d,]+ rows$/);
  await expect
    .poll(() => apply.isEnabled().catch(() => false), { timeout: 120_000, interval: 250 })
    .toBe(true);
  const checked = Date.now();
  await officer.shoot(`england-${fileName.replace('.csv', '')}-checked`);
  await apply.click();
  await page.getByRole('region', { name: 'What applying did' }).waitFor({ timeout: 180_000 });
  await page.getByText(/Applied on/).waitFor({ timeout: 180_000 });
  return { check: (checked - began) / 1000, apply: (Date.now() - checked) / 1000 };
}

for (const database of ['pglite', 'postgres'] as const) {
  describe.skipIf(!isHere)(`England on ${database}`, () => {
    const { trellis, visit } = useTrellis({ demo: false, database });

    test(`a bureau officer brings in 20,000 schools and 19,000 memberships and sees them by trust (${database})`, async () => {
      const officer = await visit({ language: 'en' });
      const { page } = officer;
      // Thousands of rows and one process for server and browser: patience, and the figures printed.
      officer.context.setDefaultTimeout(180_000);
      const setup = new URL(trellis().setupLink!);
      await officer.go(setup.pathname + setup.search);
      for (const [label, value] of [
        ["Bureau's name in English", 'England'],
        ["Bureau's code", 'ENG'],
        ['Your name', 'Officer'],
        ['E-mail', 'officer@example.invalid'],
        ['Password', 'three calm green words'],
      ] as const)
        await page.getByLabel(label, { exact: true }).fill(value);
      await officer.button('Create the bureau').click();
      await page.waitForURL(({ pathname }) => pathname !== '/setup');
      await officer.settle();

      for (const fileName of [SCHOOLS, MEMBERS]) {
        const took = await importInBrowser(officer, fileName);
        console.log(
          `${database}: ${fileName} checked in ${took.check.toFixed(1)} s, applied in ${took.apply.toFixed(1)} s`,
        );
      }

      const ranked = Date.now();
      await officer.go('/bureau?pack=group-default&minSchools=5');
      const rows = page.getByRole('table').locator('tbody tr');
      await expect.poll(() => rows.count(), { timeout: 30_000 }).toBeGreaterThan(20);
      console.log(`${database}: all trusts ranked in ${((Date.now() - ranked) / 1000).toFixed(1)} s`);
      await officer.shoot(`england-bureau-${database}`);
      await page.getByLabel('Search by name or code').fill('David Ross');
      await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(1);
      const [, shown] = (await rows.first().locator('th, td').allInnerTexts()).map((text) => text.trim());
      await rows.first().getByRole('link').first().click();
      await page.waitForURL(/\/groups\//);
      await expectHeading(officer, { zh: /./, en: /^Described, not judged/ });
      await officer.shoot(`england-trust-${database}`);
      expect(shown).not.toBe('');
      expect(await page.locator('main').innerText()).toMatch(/\d+ schools/);
    }, 600_000);
  });
}
