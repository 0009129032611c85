import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, readExample, writeSheet } from './examples.ts';
import { expectAccessible, expectHeading, expectWellFormed, LANGUAGES, useTrellis } from './harness.ts';

for (const language of LANGUAGES) {
  const { trellis, visit } = useTrellis({ demo: false });

  test(`an empty server becomes a bureau with its first group in one sitting (${language})`, async () => {
    const officer = await visit({ language });
    const { page } = officer;
    // Without the link one is told where to find it.
    await page
      .getByRole('heading', {
        name: officer.say({ zh: '尚未设立教育局', en: 'This server has no bureau yet' }),
      })
      .waitFor();
    await officer.shoot('needs-setup');

    const { setupLink } = trellis();
    await officer.go(new URL(setupLink!).pathname + new URL(setupLink!).search);
    const fill = (words: { zh: string; en: string }, value: string) =>
      page.getByLabel(officer.say(words), { exact: true }).fill(value);
    const submit = officer.button(officer.say({ zh: '完成设立', en: 'Create the bureau' }));
    await submit.click();
    await page
      .getByText(officer.say({ zh: '请填写此项。', en: 'Please fill this in.' }))
      .first()
      .waitFor();
    await fill({ zh: '教育局中文名称', en: "Bureau's name in Chinese" }, '桐乡市教育局');
    await fill({ zh: '教育局英文名称', en: "Bureau's name in English" }, 'Tongxiang Education Bureau');
    await fill({ zh: '教育局代码', en: "Bureau's code" }, '330483');
    await fill({ zh: '姓名', en: 'Your name' }, '沈国华');
    await fill({ zh: '邮箱', en: 'E-mail' }, 'shen@example.invalid');
    await fill({ zh: '密码', en: 'Password' }, 'three calm green words');
    await officer.shoot('setup');
    await expectAccessible(officer, ['light']);
    await submit.click();
    await page.waitForURL(({ pathname }) => pathname !== '/setup');
    await officer.settle();

    // Nothing here yet: the page says what comes next.
    await expectWellFormed(officer);
    await officer.shoot('empty-bureau');
    const next = page
      .locator('main')
      .getByRole('link', { name: officer.say({ zh: /导入/, en: /[Ii]mport/ }) })
      .first();
    await next.click();
    await page.waitForURL(/\/imports/);
    await officer.settle();
    await officer.shoot('empty-imports');
    await expectAccessible(officer, ['light']);

    const path = join(await makeFolder(), '七所学校.xlsx');
    await writeSheet(path, await readExample('seven-schools.zh.csv'));
    await page.locator('input[type=file]').setInputFiles(path);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    const doing = page.getByRole('region', {
      name: officer.say({ zh: '写入后的变化', en: 'What applying will do' }),
    });
    await officer.button(officer.say({ zh: '写入全部7行', en: 'Apply all 7 rows' })).waitFor();
    await officer.settle();
    const told = await doing.getByRole('listitem').allInnerTexts();
    expect(told).toContain(officer.say({ zh: '新增7所学校', en: '7 schools new' }));
    expect(told).toContain(officer.say({ zh: '新增1个集团', en: '1 group new' }));
    await officer.shoot('first-import');
    await officer.button(officer.say({ zh: '写入全部7行', en: 'Apply all 7 rows' })).click();
    await page
      .getByRole('region', { name: officer.say({ zh: '本次写入的内容', en: 'What applying did' }) })
      .waitFor();

    // The home now lists the group, and leads to it.
    await officer.go('/');
    await page.waitForURL(/\/bureau/);
    await page
      .getByRole('row', { name: /BG-GROUP/ })
      .getByRole('link')
      .first()
      .click();
    await page.waitForURL(/\/groups\//);
    await expectHeading(officer, {
      zh: /^尚未达到均衡：七项指标中有两项超出限值。$/,
      en: /^Not yet balanced: 2 of 7 indicators/,
    });
    await officer.shoot('first-balance');
    await officer.go('/register');
    expect(await page.locator('main').innerText()).toMatch(/BG-GROUP/);
  });
}
