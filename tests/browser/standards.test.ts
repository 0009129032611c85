import { expect, test } from 'vitest';
import { expectAccessible, LANGUAGES, useTrellis } from './harness.ts';

const { visit } = useTrellis();

for (const language of LANGUAGES) {
  test(`an officer changes a limit, the verdict follows, and the shipped standard comes back (${language})`, async () => {
    const officer = await visit({ language, as: 'bureau-officer' });
    const { page } = officer;
    const home = `/groups/${await officer.groupId()}`;
    const verdict = async () => {
      await officer.go(home);
      return officer.heading().innerText();
    };
    const two = officer.say({ zh: /七项指标中有两项超出限值/, en: /2 of 7 indicators are over/ });
    const one = officer.say({ zh: /七项指标中有一项超出限值/, en: /1 of 7 indicators is over/ });
    expect(await verdict()).toMatch(two);

    await officer
      .link(officer.say({ zh: /^标准$/, en: /^Standards$/ }))
      .first()
      .click();
    await officer.settle();
    await officer
      .link(officer.say({ zh: /优质均衡/, en: /High-quality balance 2017/i }))
      .first()
      .click();
    await officer.settle();
    await officer.button(officer.say({ zh: '修订数值', en: 'Change the values' })).click();
    const limit = page.getByLabel(
      officer.say({
        zh: /^骨干教师.*差异系数限值（小学）/,
        en: /^Backbone teachers: Variation limit, primary/,
      }),
    );
    expect(await limit.inputValue()).toBe('0.5');

    // A slip of the keyboard is caught where it stands.
    await limit.fill('0,7x');
    expect(
      await officer.button(officer.say({ zh: /保存为本局版本/, en: /Save as the bureau/ })).isDisabled(),
    ).toBe(true);
    await limit.fill('0.7');
    await officer.shoot('standard-editing');
    await expectAccessible(officer, ['light']);
    await officer.button(officer.say({ zh: /保存为本局版本/, en: /Save as the bureau/ })).click();
    await page
      .getByText(officer.say({ zh: /本局第\s*\d+\s*版/, en: /own version \d+/ }))
      .first()
      .waitFor();
    expect(await verdict()).toMatch(one);
    await officer.shoot('balance-own-limit');

    await officer.go('/standards/cn-2017-quality');
    await officer.button(officer.say({ zh: '恢复系统自带版本', en: 'Back to the shipped version' })).click();
    await page
      .getByText(officer.say({ zh: /系统自带/, en: /as shipped/ }))
      .first()
      .waitFor();
    expect(await verdict()).toMatch(two);
  });
}
