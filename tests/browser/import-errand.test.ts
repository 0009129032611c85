import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, readExample, readSheet, setCell, writeSheet } from './examples.ts';
import {
  expectAccessible,
  expectHeading,
  expectNoHorizontalScroll,
  expectWellFormed,
  useTrellis,
  type Visitor,
} from './harness.ts';

const { visit } = useTrellis();

/** Where the three mistakes stand, what they are, and what to do about them, as the page tells it. */
const MISTAKES = [
  {
    row: '2',
    column: 'D 学生数',
    value: '１，８６０',
    zh: /文本/,
    en: /written as text/,
    remedy: { zh: /请填 1860/, en: /1860/ },
  },
  {
    row: '5',
    column: 'B 学段',
    value: '小学部',
    zh: /不是可识别的学段/,
    en: /stage/,
    remedy: { zh: /请填写小学/, en: /primary/ },
  },
  {
    row: '8',
    column: 'G 骨干教师数',
    value: '65',
    zh: /大于.*60/,
    en: /more than.*60/,
    remedy: { zh: /请核对两个数字/, en: /Check both numbers/ },
  },
];

/** The list of problems: rows of a table at a desk, cards on a phone. */
async function readProblems(visitor: Visitor): Promise<string[]> {
  const { page, width } = visitor;
  const name = visitor.say({ zh: '问题', en: 'Problems' });
  const list =
    width === 390
      ? page.getByRole('list', { name }).getByRole('listitem')
      : page.getByRole('table', { name }).locator('tbody tr');
  await list.last().waitFor();
  return (await list.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
}

for (const { language, width, backbone, per100 } of [
  { language: 'zh', width: 1400, backbone: 9, per100: '0.85' },
  { language: 'en', width: 390, backbone: 8, per100: '0.76' },
] as const) {
  test(`a chief principal brings her seven schools in, mends three mistakes and reads the verdict (${language}, ${width} px)`, async () => {
    const chief = await visit({ language, width });
    const { page } = chief;
    await chief.button(chief.say({ zh: /总校长/, en: /Chief principal/ })).click();
    await page.waitForURL(/\/groups\//);
    await chief.settle();
    await expectHeading(chief, {
      zh: '尚未达到均衡：七项指标中有两项超出限值。',
      en: 'Not yet balanced: 2 of 7 indicators are over the limit.',
    });

    // The file as the office keeps it: a workbook, Chinese headers, three mistakes.
    const folder = await makeFolder();
    const path = join(folder, '七所学校 2025.xlsx');
    await writeSheet(path, await readExample('seven-schools-with-mistakes.zh.csv'), '学校数据');
    await chief.openRoom(chief.say({ zh: '导入', en: 'Import' }));
    await page.locator('input[type=file]').setInputFiles(path);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    await page
      .getByText(chief.say({ zh: '共7行，其中3行有误，无法读取。', en: '3 rows of 7 cannot be read.' }))
      .waitFor();
    await chief.settle();
    const problems = await readProblems(chief);
    expect(problems.length).toBe(MISTAKES.length);
    for (const [index, mistake] of MISTAKES.entries()) {
      expect(problems[index]).toContain(mistake.row);
      expect(problems[index]).toContain(mistake.column);
      expect(problems[index]).toContain(mistake.value);
      expect(problems[index]).toMatch(mistake[language]);
      expect(problems[index]).toMatch(mistake.remedy[language]);
    }
    const apply = chief.button(chief.say({ zh: '写入全部7行', en: 'Apply all 7 rows' }));
    expect(await apply.isDisabled()).toBe(true);
    await chief.shoot('import-with-mistakes');
    await expectWellFormed(chief);
    await expectNoHorizontalScroll(chief);
    await expectAccessible(chief);

    // She takes the bad rows away, mends them in her spreadsheet, and brings them back.
    const taken = await chief.download(
      chief.link(chief.say({ zh: /下载有误的行（\.xlsx）/, en: /Bad rows as \.xlsx/ })),
    );
    expect(taken.name).toMatch(/\.xlsx$/);
    const sheet = await readSheet(taken.path, taken.name);
    expect(sheet.rows.length).toBe(3);
    setCell(sheet, 'BG', '学生数', 1860);
    setCell(sheet, 'ZS', '学段', '小学');
    // More than the five on record: the one figure that changes.
    setCell(sheet, 'FM', '骨干教师数', backbone);
    const fixedPath = join(folder, '改好的行.xlsx');
    await writeSheet(fixedPath, sheet);
    await page.locator('input[type=file]').setInputFiles(fixedPath);
    await page.getByText(chief.say({ zh: '全部7行均可读取。', en: 'All 7 rows can be read.' })).waitFor();
    await chief.settle();

    // What applying will do, before it is done.
    const doing = page.getByRole('region', {
      name: chief.say({ zh: '写入后的变化', en: 'What applying will do' }),
    });
    expect(await doing.getByRole('listitem').allInnerTexts()).toContain(
      chief.say({ zh: '变更1项数据', en: '1 value changed' }),
    );
    await chief.shoot('import-ready');
    await apply.click();
    await page
      .getByRole('region', { name: chief.say({ zh: '本次写入的内容', en: 'What applying did' }) })
      .waitFor();
    await chief.settle();
    await chief.shoot('import-applied');
    await expectAccessible(chief);

    // The verdict, in words.
    await chief.link(chief.say({ zh: '查看集团均衡情况', en: 'Open the group’s balance' })).click();
    await page.waitForURL(/\/groups\//);
    await chief.settle();
    await expectHeading(chief, {
      zh: /^尚未达到均衡：七项指标中有两项超出限值。$/,
      en: /^Not yet balanced: 2 of 7 indicators/,
    });
    await chief.shoot('balance-after');

    // One figure, back to the row it came from.
    await page.getByText(chief.say({ zh: '表格', en: 'Table' }), { exact: true }).click();
    const fm = page.getByRole('row', { name: chief.say({ zh: /^FM小学/, en: /^FM Primary School/ }) });
    await fm.getByRole('button', { name: new RegExp(`\\b${per100}`) }).click();
    const drawer = page.getByRole('dialog');
    await drawer
      .getByText(/^改好的行\.xlsx|^《改好的行\.xlsx》/)
      .first()
      .waitFor();
    // The sheet that mended it is named, and the row of the file it took the place of.
    await drawer
      .getByText(
        chief.say({
          zh: /取代《七所学校 2025\.xlsx》第8行/,
          en: /in the place of row 8 of 七所学校 2025\.xlsx/,
        }),
      )
      .first()
      .waitFor();
    expect(await drawer.innerText()).toMatch(new RegExp(`${backbone}\\D* ÷ 1,057`));
    await drawer
      .getByRole('button', { name: chief.say({ zh: '查看原始行', en: 'Show the row' }) })
      .first()
      .click();
    const row = drawer.getByRole('row', { name: /骨干教师数 ←/ });
    await row.waitFor();
    expect(await row.innerText()).toMatch(new RegExp(`骨干教师数 ←\\s+${backbone}`));
    await chief.shoot('cell-source');
    await expectAccessible(chief);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });

    // The report, on screen and on paper.
    const [report] = await Promise.all([
      chief.context.waitForEvent('page'),
      chief.link(chief.say({ zh: '打印报告', en: 'Print report' })).click(),
    ]);
    await report.waitForLoadState();
    expect(await report.locator('html').getAttribute('lang')).toBe(chief.say({ zh: 'zh-CN', en: 'en' }));
    expect(await report.locator('h1').innerText()).toMatch(chief.say({ zh: /两项|2项/, en: /2 of 7/ }));
    await chief.shoot('report', report);
    await report.emulateMedia({ media: 'print' });
    for (const school of ['BG', 'CB', 'ZD', 'ZS', 'CH', 'RM', 'FM'])
      expect(await report.getByText(new RegExp(school)).first().isVisible()).toBe(true);
    const paper = await report.pdf({ preferCSSPageSize: true });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    expect(paper.byteLength).toBeGreaterThan(15_000);
  });
}
