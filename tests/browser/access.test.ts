import { expect, test } from 'vitest';
import { expectAccessible, expectHeading, LANGUAGES, useTrellis } from './harness.ts';

const { visit } = useTrellis();

for (const language of LANGUAGES) {
  test(`an invited principal sets a password, sees the group of her school and nothing else, until her authority ends (${language})`, async () => {
    const officer = await visit({ language, as: 'bureau-officer', path: '/access' });
    const { page } = officer;
    const name = officer.say({ zh: '方晓兰（虚构）', en: 'Fang Xiaolan (invented)' });
    const email = `fang.${language}@example.invalid`;
    await officer
      .button(officer.say({ zh: '邀请人员', en: 'Invite a person' }))
      .first()
      .click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel(officer.say({ zh: '姓名', en: 'Name' }), { exact: true }).fill(name);
    await drawer.getByLabel(officer.say({ zh: '电子邮箱', en: 'E-mail' })).fill(email);
    await drawer
      .getByRole('textbox', { name: officer.say({ zh: '哪所学校', en: 'Which school' }) })
      .or(drawer.getByRole('combobox', { name: officer.say({ zh: '哪所学校', en: 'Which school' }) }))
      .first()
      .fill('FM');
    await page.getByRole('option', { name: /FM/ }).first().click();
    const from = drawer.getByLabel(officer.say({ zh: '起始日期', en: 'From' }), { exact: true });
    await from.fill('2026-09-01');
    await drawer.getByLabel(officer.say({ zh: '姓名', en: 'Name' }), { exact: true }).click();
    await officer.shoot('invite');
    await drawer.getByRole('button', { name: officer.say({ zh: '生成链接', en: 'Make the link' }) }).click();
    const link = await drawer.getByLabel(officer.say({ zh: '一次性链接', en: 'One-time link' })).inputValue();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invitation\/.{20,}$/);
    await expectAccessible(officer, ['light']);

    // Her own browser, in which nobody has signed in yet.
    const principal = await visit({ language, path: new URL(link).pathname });
    await expectHeading(principal, {
      zh: /欢迎加入桐乡市教育局/,
      en: /Welcome to Tongxiang Education Bureau/,
    });
    const password = principal.page.getByLabel(principal.say({ zh: '新密码', en: 'New password' }), {
      exact: true,
    });
    await password.fill('short');
    await principal.button(principal.say({ zh: '设置密码并进入', en: 'Set the password and enter' })).click();
    await principal.page
      .getByText(principal.say({ zh: '密码至少12个字符。', en: 'At least 12 characters, please.' }))
      .waitFor();
    await password.fill('three calm green words');
    await principal.shoot('invitation');
    await principal.button(principal.say({ zh: '设置密码并进入', en: 'Set the password and enter' })).click();
    await principal.page.waitForURL(/\/groups\//);
    await principal.settle();
    await expectHeading(principal, { zh: /均衡/, en: /balanced/i });
    await principal.shoot('principal-home');
    const rooms = principal.page.getByRole('navigation').first();
    expect(await rooms.getByRole('link', { name: principal.say({ zh: '权限', en: 'Access' }) }).count()).toBe(
      0,
    );
    expect(
      await rooms.getByRole('link', { name: principal.say({ zh: '全部集团', en: 'All groups' }) }).count(),
    ).toBe(0);
    const me = await (await principal.context.request.get(`${principal.url}/api/me`)).json();
    expect(me.groups.map(({ code }: { code: string }) => code)).toEqual(['BG-GROUP']);
    expect(me.authorities).toHaveLength(1);
    principal.expectFault(/^403 GET \/api\//);
    for (const path of ['/api/access/people', '/api/bureau/balance']) {
      expect((await principal.context.request.get(principal.url + path)).status()).toBe(403);
    }
    // The link has done its work.
    const late = await visit({ language });
    late.expectFault(/^404 GET \/api\/invitations\//);
    await late.go(new URL(link).pathname);
    await late.page.getByRole('alert').waitFor();
    expect(await late.page.getByRole('alert').innerText()).not.toBe('');

    // Her office ends; what she has open ends with it.
    await officer.go('/access');
    await officer.shoot('access');
    await page
      .getByRole('row', { name: new RegExp(email.replaceAll('.', '\\.')) })
      .getByRole('button')
      .first()
      .click();
    await drawer.getByRole('button', { name: officer.say({ zh: '确认终止', en: 'End it' }) }).click();
    await page
      .getByText(officer.say({ zh: /职权于.*终止/, en: /ends on/ }))
      .first()
      .waitFor();
    principal.expectFault(/^401 GET \/api\//);
    await principal.go('/');
    await principal.page.waitForURL(/\/sign-in/);
    const home = me.groups[0].id;
    expect(
      (await principal.context.request.get(`${principal.url}/api/groups/${home}/balance`)).status(),
    ).toBe(401);
    await principal.shoot('principal-after-the-end');
  });
}
