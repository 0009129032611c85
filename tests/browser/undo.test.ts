import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, readExample, setCell, writeSheet } from './examples.ts';
import { expectHeading, LANGUAGES, useTrellis, type Visitor } from './harness.ts';

const { visit } = useTrellis();

const figures = async (visitor: Visitor) => {
  await visitor.settle();
  return visitor.page.getByRole('table').first().locator('tbody tr, tfoot tr').allInnerTexts();
};

for (const language of LANGUAGES) {
  test(`an applied import is taken back from the list of imports, and the earlier figures stand again (${language})`, async () => {
    const chief = await visit({ language, as: 'chief-principal' });
    const { page } = chief;
    const home = new URL(page.url()).pathname;
    await chief.go(`${home}?view=table`);
    const before = await figures(chief);
    const headingBefore = await chief.heading().innerText();

    const sheet = await readExample('seven-schools.zh.csv');
    setCell(sheet, 'BG', '骨干教师数', 20);
    setCell(sheet, 'RM', '骨干教师数', 14);
    const path = join(await makeFolder(), '调整后.xlsx');
    await writeSheet(path, sheet);
    await chief.go('/imports');
    await page.locator('input[type=file]').setInputFiles(path);
    await chief.button(chief.say({ zh: '写入全部7行', en: 'Apply all 7 rows' })).click();
    await page
      .getByRole('region', { name: chief.say({ zh: '本次写入的内容', en: 'What applying did' }) })
      .waitFor();
    await chief.go(`${home}?view=table`);
    expect(await figures(chief)).not.toEqual(before);
    await expectHeading(chief, {
      zh: '尚未达到均衡：七项指标中有一项超出限值。',
      en: 'Not yet balanced: 1 of 7 indicators is over the limit.',
    });

    await chief.link(chief.say({ zh: /^导入$/, en: /^Import$/ })).click();
    const row = page.getByRole('row', { name: /调整后\.xlsx/ }).first();
    await row.getByRole('button', { name: chief.say({ zh: /撤销/, en: /Undo/ }) }).click();
    await row.getByText(chief.say({ zh: '已撤销', en: 'Taken back' })).waitFor();
    await chief.shoot('imports-after-undo');

    await chief.go(`${home}?view=table`);
    expect(await figures(chief)).toEqual(before);
    expect(await chief.heading().innerText()).toBe(headingBefore);
  });
}
