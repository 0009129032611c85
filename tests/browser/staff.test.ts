import { expect, test } from 'vitest';
import {
  expectAccessible,
  expectHeading,
  expectNoHorizontalScroll,
  expectWellFormed,
  LANGUAGES,
  useTrellis,
} from './harness.ts';

const { visit } = useTrellis();

for (const language of LANGUAGES) {
  const width = language === 'zh' ? 1400 : 390;

  test(`a principal finds a teacher, enters an honour, is refused a wrong day in words, and sees why on record (${language}, ${width} px)`, async () => {
    const principal = await visit({ language, width, as: 'principal', path: '/register/staff' });
    const { page } = principal;
    const say = (words: { zh: string | RegExp; en: string | RegExp }) => principal.say(words);
    await expectHeading(principal, { zh: '教师', en: 'Staff' });
    await page.getByLabel(say({ zh: '按姓名或编号查找', en: 'Search by name or number' })).fill('TX1996');
    await page.waitForURL(/q=TX1996/);
    await principal.settle();
    await principal
      .link(say({ zh: '朱明华', en: 'Zhu Minghua' }))
      .first()
      .click();
    await expectHeading(principal, { zh: '朱明华', en: 'Zhu Minghua' });

    await principal.button(say({ zh: '登记荣誉', en: 'Enter an honour' })).click();
    const form = page.getByRole('dialog');
    await form
      .getByLabel(say({ zh: '骨干与荣誉', en: 'Honours' }))
      .first()
      .click();
    await page.getByRole('option', { name: say({ zh: '特级教师', en: 'City backbone teacher' }) }).click();
    const from = form.getByLabel(say({ zh: '开始日期', en: 'From' })).first();
    await from.fill('1980-09-01');
    await from.press('Enter');
    await form.getByLabel(say({ zh: '依据', en: 'Decision' })).fill('2020-17');
    principal.expectFault(/^422 POST \/api\/staff\//);
    await form.getByRole('button', { name: say({ zh: '保存', en: 'Save' }) }).click();
    await form
      .getByText(say({ zh: /于 1996-09-01 入职.*请选择/, en: /taken on on 1996-09-01.*Choose a day/ }))
      .first()
      .waitFor();
    await principal.shoot('staff-refused');
    await expectAccessible(principal);
    // The enter key takes the day and sends the form.
    await from.fill('2020-09-01');
    await from.press('Enter');
    await form.waitFor({ state: 'detached' });
    const record = page.getByRole('region', { name: say({ zh: '变更记录', en: 'Changes on record' }) });
    await record
      .first()
      .getByText(/2020-17/)
      .first()
      .waitFor();
    await principal.shoot('staff-career');
    await expectWellFormed(principal);
    await expectNoHorizontalScroll(principal);
    await expectAccessible(principal);
  });

  test(`a teacher reads the school’s list without personal facts, and the own career (${language})`, async () => {
    const teacher = await visit({ language, as: 'teacher', path: '/register/staff' });
    const { page } = teacher;
    const say = (words: { zh: string; en: string }) => teacher.say(words);
    await expectHeading(teacher, { zh: '教师', en: 'Staff' });
    expect(await teacher.button(say({ zh: '新增入职', en: 'Take somebody on' })).count()).toBe(0);
    await page
      .getByLabel(say({ zh: '按姓名或编号查找', en: 'Search by name or number' }))
      .fill(say({ zh: '钱玉芬', en: 'Qian Yufen' }));
    await page.waitForURL(/q=/);
    await teacher.settle();
    await teacher.link(say({ zh: '钱玉芬', en: 'Qian Yufen' })).click();
    await expectHeading(teacher, { zh: '钱玉芬', en: 'Qian Yufen' });
    expect(await teacher.button(say({ zh: '办理任职', en: 'Appoint' })).count()).toBe(0);
  });
}
