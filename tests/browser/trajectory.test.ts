import { expect, test } from 'vitest';
import { expectAccessible, LANGUAGES, useTrellis, type Visitor, WIDTHS } from './harness.ts';

const { visit } = useTrellis();

/** Members drawn on the map on the day shown: all but the schools that stand there without belonging. */
async function membersOnMap({ page, say }: { page: Visitor['page']; say: Visitor['say'] }): Promise<number> {
  const map = page.getByRole('group', { name: say({ zh: /所学校的分布图/, en: /^Map of \d+ schools?/ }) });
  const names = await map
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  const outside = say({ zh: '这一天不是成员校', en: 'not a member on this day' });
  return names.filter((name) => !name.includes(outside)).length;
}

for (const language of LANGUAGES) {
  for (const width of WIDTHS) {
    test(`the group's history is walked with the keyboard from 2009 to 2019 (${language}, ${width} px)`, async () => {
      const teacher = await visit({ language, width, as: 'teacher' });
      const { page } = teacher;
      const say = teacher.say.bind(teacher);
      await teacher.go(`${new URL(page.url()).pathname}/trajectory`);
      const slider = page.getByRole('slider', { name: say({ zh: '所示日期', en: 'Date shown' }) });
      const summary = page
        .getByRole('status')
        .filter({ hasText: say({ zh: /成员校|学校|成立/, en: /school|exist/ }) });
      const shown = async () => (await slider.getAttribute('aria-valuetext')) ?? '';
      const walkTo = async (day: { zh: string; en: string }) => {
        const wanted = say(day);
        for (let step = 0; step < 80 && (await shown()) !== wanted; step++)
          await page.keyboard.press('PageDown');
        expect(await shown()).toBe(wanted);
      };
      await slider.focus();
      await page.keyboard.press('Home');
      expect(await shown()).toMatch(/19\d\d/);

      await walkTo({ zh: '2009年9月1日', en: '1 Sep 2009' });
      await expect.poll(() => summary.innerText()).toBe(say({ zh: '4所学校', en: '4 schools' }));
      expect(await membersOnMap({ page, say })).toBe(4);
      await teacher.shoot('trajectory-2009');

      await walkTo({ zh: '2017年9月1日', en: '1 Sep 2017' });
      await expect.poll(() => summary.innerText()).toBe(say({ zh: '7所学校', en: '7 schools' }));
      expect(await membersOnMap({ page, say })).toBe(7);

      await walkTo({ zh: '2019年9月1日', en: '1 Sep 2019' });
      await expect
        .poll(() => summary.innerText())
        .toBe(say({ zh: '7所学校 · 3个组团', en: '7 schools · 3 clusters' }));
      const clusters = page.getByRole('heading', {
        level: 3,
        name: say({ zh: /^[A-Z-]+ 组团$/, en: /^Cluster / }),
      });
      expect(await clusters.allInnerTexts()).toEqual(
        say({
          zh: ['BG-ZS 组团', 'CB-CH 组团', 'ZD-RM-FM 组团'],
          en: ['Cluster BG-ZS', 'Cluster CB-CH', 'Cluster ZD-RM-FM'],
        }),
      );
      await teacher.shoot('trajectory-2019');

      // A month back the three clusters are one group again; the address keeps the day.
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => summary.innerText()).toBe(say({ zh: '7所学校', en: '7 schools' }));
      await page.waitForURL(/asOf=2019-08-01/);
      await expectAccessible(teacher, ['light']);
    });
  }
}
