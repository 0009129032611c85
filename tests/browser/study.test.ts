import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from './examples.ts';
import {
  expectAccessible,
  expectHeading,
  expectNoHorizontalScroll,
  expectWellFormed,
  useTrellis,
  type Visitor,
} from './harness.ts';
import { writeStrongSchools } from './study-file.ts';

const { visit } = useTrellis();

/** Invented effect of the programme on mathematics, in standard deviations. */
const TRUE_EFFECT = 0.67;
const PUPILS_PER_SCHOOL = 20;

async function beginStudy(visitor: Visitor): Promise<void> {
  const { page, language } = visitor;
  await visitor.openRoom(visitor.say({ zh: '研究', en: 'Studies' }));
  await page
    .getByLabel(visitor.say({ zh: '想弄清什么问题？', en: 'What is to be found out?' }))
    .fill(visitor.say({ zh: '强校工程是否提高了数学成绩', en: 'Did the programme raise mathematics' }));
  await visitor.button(visitor.say({ zh: /^新建/, en: /^Begin/ })).click();
  await page.waitForURL(/\/studies\/[0-9a-f-]{36}/);
  await visitor.settle();
  const path = join(await makeFolder(), visitor.say({ zh: '强校工程.csv', en: 'strong-schools.csv' }));
  await writeStrongSchools(path, language, PUPILS_PER_SCHOOL);
  await page.locator('input[type=file]').setInputFiles(path);
  // The columns are read, and what they are is proposed from their names.
  await page
    .getByText(
      visitor.say({
        zh: '共60个单位：28个受干预，32个可作对照。',
        en: '60 units: 28 treated, 32 to compare with.',
      }),
    )
    .waitFor();
}

async function pickColumns({ page }: Visitor, label: string, columns: readonly string[]): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  for (const name of columns)
    await page.getByRole('listbox', { name: label }).getByRole('option', { name }).click();
  await page.keyboard.press('Escape');
}

/** Freezes the design as soon as it is saved and checked, then runs it to its result. */
async function freezeAndRun(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await page.getByText(visitor.say({ zh: '已保存，检查通过。', en: 'Saved and checked.' })).waitFor();
  await visitor.button(visitor.say({ zh: '冻结设计', en: 'Freeze the design' })).click();
  const run = visitor.button(visitor.say({ zh: '打开结果变量并运行', en: 'Open the outcome and run' }));
  await run.waitFor();
  expect(await page.locator('main').innerText()).toMatch(/[0-9a-f]{64}/);
  await visitor.shoot('study-frozen');
  await run.click();
  await page
    .getByRole('complementary', { name: visitor.say({ zh: '需要留意', en: 'To be wary of' }) })
    .waitFor({ timeout: 40_000 });
  await visitor.settle();
}

/** The interval that the page shows beside the estimate. */
async function readInterval({
  page,
  say,
}: {
  page: Visitor['page'];
  say: Visitor['say'];
}): Promise<number[]> {
  const heading = say({ zh: '95%置信区间', en: '95 % confidence interval' });
  const shown = await page.locator('dl div', { hasText: heading }).first().locator('dd').innerText();
  return [...shown.replaceAll('−', '-').matchAll(/[+-]?\d+\.\d+/g)].map(Number);
}

test('an officer finds out whether the programme raised mathematics, from the file to the printed report (zh, 1400 px)', async () => {
  const officer = await visit({ language: 'zh', width: 1400, as: 'bureau-officer' });
  const { page } = officer;
  await beginStudy(officer);
  await expectHeading(officer, { zh: '强校工程是否提高了数学成绩', en: '' });

  // Errors below the level of assignment are refused, with the way to mend it.
  const cluster = page.getByLabel('标准误按什么聚类');
  await cluster.selectOption('学生编号');
  await page.getByText(/有1处问题，研究不能进行/).waitFor();
  expect(await officer.button('冻结设计').isDisabled()).toBe(true);
  await cluster.selectOption('学校代码');
  await page.getByText(/研究可以进行|未发现问题/).waitFor();

  await page.getByLabel('效应的尺度').selectOption('sd-comparison-before');
  await page.getByLabel('受干预单位是怎样选出来的').selectOption('weak-chosen');
  await page.getByLabel('对照学校是否与受干预学校结对').selectOption('no');
  await pickColumns(officer, '分组比较', ['女生']);
  expect(await page.getByRole('radio', { name: /^事件研究/ }).isChecked()).toBe(true);
  await officer.shoot('study-design');
  await expectWellFormed(officer);
  await expectAccessible(officer, ['light']);
  await freezeAndRun(officer);

  // The sentence first, and warnings beside it.
  await page.getByRole('heading', { level: 2, name: /“数学成绩”高.*95% 区间/ }).waitFor();
  const [low = 9, high = -9] = await readInterval({ page, say: (words) => words.zh });
  expect(low).toBeLessThan(TRUE_EFFECT);
  expect(high).toBeGreaterThan(TRUE_EFFECT);
  await page
    .getByRole('complementary', { name: '需要留意' })
    .getByText(/均值回归/)
    .waitFor();
  for (const name of ['事件研究', '异质性：对谁有效', '安慰剂检验', '敏感性分析'])
    await page.getByRole('heading', { level: 3, name }).waitFor();
  await expectWellFormed(officer);
  await expectNoHorizontalScroll(officer);
  await expectAccessible(officer);
  await officer.shoot('study-result');

  // A number explains itself.
  await page.locator('dl .explains').first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('小样本校正公式').waitFor();
  await officer.shoot('study-number');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  // The report, on screen and on paper.
  const [report] = await Promise.all([
    officer.context.waitForEvent('page'),
    officer.link('打印报告').click(),
  ]);
  await officer.settle(report);
  expect(await report.locator('html').getAttribute('lang')).toMatch(/^zh/);
  expect(await report.locator('body').innerText()).toMatch(/双重差分|事件研究/);
  await officer.shoot('study-report', report);
  await report.emulateMedia({ media: 'print' });
  const paper = await report.pdf({ preferCSSPageSize: true });
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  expect(paper.byteLength).toBeGreaterThan(30_000);
}, 120_000);

test('channels are told apart on a phone, and no evidence is said as plainly as a finding (en, 390 px)', async () => {
  const officer = await visit({ language: 'en', width: 390, as: 'bureau-officer' });
  const { page } = officer;
  await beginStudy(officer);
  await pickColumns(officer, 'Possible channels (mediators)', [
    'peer_relations',
    'principal_leadership',
    'teaching_style',
  ]);
  await page.getByRole('radio', { name: /^Causal mediation/ }).waitFor();
  await expect.poll(() => page.getByRole('radio', { name: /^Causal mediation/ }).isChecked()).toBe(true);
  await officer.shoot('study-design');
  await expectNoHorizontalScroll(officer);
  await freezeAndRun(officer);
  const channels = page.locator('section', {
    has: page.getByRole('heading', { level: 3, name: 'Channels' }),
  });
  await channels.getByText('No evidence that teaching_style is a channel').waitFor();
  await channels.getByText('Part of the effect goes through peer_relations').waitFor();
  await officer.shoot('study-result');
  await expectWellFormed(officer);
  await expectNoHorizontalScroll(officer);
  await expectAccessible(officer);
}, 120_000);
