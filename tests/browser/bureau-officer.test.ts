import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bringIn, makeFolder, readExample, readSheet, writeSheet } from './examples.ts';
import { expectAccessible, expectHeading, LANGUAGES, openPage, useTrellis, type Visitor } from './harness.ts';

const { trellis, visit } = useTrellis();

/** A second group of the bureau: three schools alike in everything, so that it stands behind the BG group. */
beforeAll(async () => {
  const sheet = await readExample('seven-schools.zh.csv');
  const group = sheet.headers.indexOf('教育集团');
  const cluster = sheet.headers.indexOf('组团');
  const model = sheet.rows.find(([school]) => school === 'CB')!;
  const rows = ['一小', '二小', '三小'].map((name) =>
    model.map((cell, column) =>
      column === 0 ? `振兴${name}` : column === group ? '振兴教育集团' : column === cluster ? null : cell,
    ),
  );
  const path = join(await makeFolder(), '振兴.xlsx');
  await writeSheet(path, { headers: sheet.headers, rows });
  const officer = await openPage(trellis(), { as: 'bureau-officer' });
  await bringIn(officer, path, '振兴.xlsx');
  await officer.close();
});

const digits = (text: string) => Number(text.replace(/[^\d.−-]/g, '').replace('−', '-'));

/** The figures of the table on the screen, by school: what is shown, and how exactly. */
async function figuresOnScreen({ page }: Visitor): Promise<Map<string, string[]>> {
  const rows = page.getByRole('table').first().locator('tbody tr');
  const found = new Map<string, string[]>();
  for (const row of await rows.all()) {
    const name = (await row.locator('th').innerText()).trim();
    const buttons = await row.getByRole('button').allInnerTexts();
    found.set(
      name,
      buttons.map((text) => text.match(/[\d,]+(?:\.\d+)?/)?.[0] ?? ''),
    );
  }
  return found;
}

for (const language of LANGUAGES) {
  test(`a bureau officer ranks the groups, looks into one, compares two years and takes the figures along (${language})`, async () => {
    const officer = await visit({ language, as: 'bureau-officer' });
    const { page } = officer;
    await page.waitForURL(/\/bureau/);
    const ranked = () => page.getByRole('table').locator('tbody tr').allInnerTexts();
    await expect.poll(async () => (await ranked()).length).toBe(2);
    expect((await ranked())[0]).toMatch(/BG-GROUP/);
    expect((await ranked())[0]).toMatch(officer.say({ zh: /未均衡/, en: /not yet/ }));
    expect((await ranked())[1]).toMatch(/振兴教育集团/);
    await officer.shoot('bureau');

    // By name, by size, and only those with five schools and more.
    await page
      .getByRole('columnheader')
      .getByRole('button', { name: officer.say({ zh: '学校数', en: 'Schools' }), exact: true })
      .click();
    await page.waitForURL(/sort=schools/);
    await page.getByLabel(officer.say({ zh: '学校数', en: 'At least' })).selectOption('5');
    await expect.poll(async () => (await ranked()).length).toBe(1);
    await page.getByLabel(officer.say({ zh: '学校数', en: 'At least' })).selectOption('1');
    await expect.poll(async () => (await ranked()).length).toBe(2);

    // Down to the group.
    await officer.link(/BG-GROUP/).click();
    await page.waitForURL(/\/groups\//);
    await officer.settle();
    await expectHeading(officer, { zh: /七项指标中有两项超出限值/, en: /2 of 7 indicators are over/ });

    // Another year, then two beside each other.
    const field = (words: { zh: string; en: string }) => page.getByLabel(officer.say(words), { exact: true });
    const first = await page.locator('main').innerText();
    await field({ zh: '学年', en: 'School year' }).selectOption('2017');
    await page.waitForURL(/year=2017/);
    await officer.settle();
    expect(await page.locator('main').innerText()).not.toBe(first);
    await field({ zh: '学年', en: 'School year' }).selectOption('2025');
    await field({ zh: '对比学年', en: 'Compare with' }).selectOption('2017');
    await page.waitForURL(/compare=2017/);
    await officer.settle();
    await expect
      .poll(() => page.locator('main').innerText())
      .toMatch(officer.say({ zh: /2017—2018学年/, en: /2017\/18/ }));
    await officer.shoot('two-years');

    // The workbook says what the screen says.
    await page.getByText(officer.say({ zh: '表格', en: 'Table' }), { exact: true }).click();
    await officer.settle();
    const shown = await figuresOnScreen(officer);
    expect(shown.size).toBe(7);
    const taken = await officer.download(officer.link(officer.say({ zh: '导出 .xlsx', en: 'Export .xlsx' })));
    expect(taken.name).toMatch(/\.xlsx$/);
    const sheet = await readSheet(taken.path, taken.name, officer.say({ zh: '各校情况', en: 'Schools' }));
    let compared = 0;
    for (const [school, figures] of shown) {
      const row = sheet.rows.find((cells) => cells[0] === school);
      if (row === undefined) throw new Error(`${school} is on the screen and not in ${taken.name}`);
      for (const [index, figure] of figures.entries()) {
        const decimals = figure.split('.')[1]?.length ?? 0;
        expect(
          Math.abs(digits(figure) - Number(row[3 + index])),
          `${school}, figure ${index + 1}`,
        ).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
        compared++;
      }
    }
    expect(compared).toBe(7 * 7);
    await expectAccessible(officer, ['light']);
  });
}
