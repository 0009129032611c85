import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, readExample, readSheet, setCell, writeSheet } from './examples.ts';
import {
  expectAccessible,
  expectDrawn,
  expectNoHorizontalScroll,
  expectWellFormed,
  useTrellis,
} from './harness.ts';

const { visit } = useTrellis();

/** Where the three mistakes stand, what they are, and what to do about them, as the page tells it. */
const MISTAKES = [
  { row: '2', column: 'D 学生数', value: '１，８６０', zh: /文本|数字/, en: /text|number/ },
  { row: '5', column: 'B 学段', value: '小学部', zh: /小学/, en: /小学|primary/ },
  { row: '8', column: 'G 骨干教师数', value: '65', zh: /大于/, en: /more than/ },
];

for (const { language, width } of [
  { language: 'zh', width: 1400 },
  { language: 'en', width: 390 },
] as const) {
  test(`a chief principal brings her seven schools in, mends three mistakes and reads the verdict (${language}, ${width} px)`, async () => {
    const chief = await visit({ language, width });
    const { page } = chief;
    await chief.button(chief.say({ zh: /总校长/, en: /Chief principal/ })).click();
    await page.waitForURL(/\/groups\//);
    await chief.settle();
    expect(await chief.heading().innerText()).toBe(
      chief.say({
        zh: '尚未达到均衡：七项指标中有两项超出限值。',
        en: 'Not yet balanced: 2 of 7 indicators are over the limit.',
      }),
    );

    // The file as the office keeps it: a workbook, Chinese headers, three mistakes.
    const folder = await makeFolder();
    const path = join(folder, '七所学校 2025.xlsx');
    await writeSheet(path, await readExample('seven-schools-with-mistakes.zh.csv'), '学校数据');
    await chief.link(chief.say({ zh: /^导入$/, en: /^Import$/ })).click();
    await chief.settle();
    await page.locator('input[type=file]').setInputFiles(path);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    await page
      .getByText(chief.say({ zh: '共 7 行，其中 3 行有误，无法读取。', en: '3 rows of 7 cannot be read.' }))
      .waitFor();
    await chief.settle();
    const problems = page
      .getByRole('table', { name: chief.say({ zh: '问题', en: 'Problems' }) })
      .locator('tbody tr');
    expect(await problems.count()).toBe(MISTAKES.length);
    for (const [index, mistake] of MISTAKES.entries()) {
      const cells = await problems.nth(index).locator('th, td').allInnerTexts();
      expect(cells.slice(0, 3).map((cell) => cell.trim())).toEqual([
        mistake.row,
        mistake.column,
        mistake.value,
      ]);
      expect(cells[3]).toMatch(mistake[language]);
      expect(cells[4]?.trim()).not.toBe('');
    }
    const apply = chief.button(chief.say({ zh: '写入全部 7 行', en: 'Apply all 7 rows' }));
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
    // Four more than last year's five: the one figure that is new to the register.
    setCell(sheet, 'FM', '骨干教师数', 9);
    const fixedPath = join(folder, '改好的行.xlsx');
    await writeSheet(fixedPath, sheet);
    await page.locator('input[type=file]').setInputFiles(fixedPath);
    await page.getByText(chief.say({ zh: '全部 7 行均可读取。', en: 'All 7 rows can be read.' })).waitFor();
    await chief.settle();

    // What applying will do, before it is done.
    const doing = page.getByRole('region', {
      name: chief.say({ zh: '写入后的变化', en: 'What applying will do' }),
    });
    expect(await doing.getByRole('listitem').allInnerTexts()).toContain(
      chief.say({ zh: '变更 1 项数据', en: '1 value changed' }),
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
    expect(await chief.heading().innerText()).toMatch(
      chief.say({
        zh: /^尚未达到均衡：七项指标中有两项超出限值。$/,
        en: /^Not yet balanced: 2 of 7 indicators/,
      }),
    );
    await chief.shoot('balance-after');

    // One figure, back to the row it came from.
    await page.getByText(chief.say({ zh: '表格', en: 'Table' }), { exact: true }).click();
    const fm = page.getByRole('row', { name: chief.say({ zh: /^FM小学/, en: /^FM Primary School/ }) });
    await fm.getByRole('button', { name: /^✕?\s*0\.85/ }).click();
    const drawer = page.getByRole('dialog');
    await drawer
      .getByText(/改好的行\.xlsx|七所学校 2025\.xlsx/)
      .first()
      .waitFor();
    expect(await drawer.innerText()).toMatch(/9 ÷ 1,057/);
    await drawer
      .getByRole('button', { name: chief.say({ zh: '查看原始行', en: 'Show the row' }) })
      .first()
      .click();
    const row = drawer.getByRole('row', { name: /骨干教师数/ });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/G\s+骨干教师数 ←\s+9/);
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
    expect(await report.locator('h1').innerText()).toMatch(
      chief.say({ zh: /BG 教育集团/, en: /BG Education Group/ }),
    );
    await chief.shoot('report', report);
    await report.emulateMedia({ media: 'print' });
    for (const school of ['BG', 'CB', 'ZD', 'ZS', 'CH', 'RM', 'FM'])
      expect(await report.getByText(new RegExp(school)).first().isVisible()).toBe(true);
    const paper = await report.pdf({ preferCSSPageSize: true });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    expect(paper.byteLength).toBeGreaterThan(15_000);
    if (language === 'zh') await expectDrawn(report);
  });
}
