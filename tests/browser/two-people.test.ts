import { expect, test } from 'vitest';
import { expectAccessible, expectHeading, LANGUAGES, useTrellis } from './harness.ts';

const { visit } = useTrellis();

for (const language of LANGUAGES) {
  test(`a teacher who signs in where an officer has signed out sees nothing of the officer, in no tab (${language})`, async () => {
    const visitor = await visit({ language, as: 'bureau-officer', path: '/access' });
    const { page } = visitor;
    await page.getByText('officer@demo.invalid').waitFor();
    // One's own office cannot be ended by one's own hand, so it is not offered.
    const own = page.getByRole('row', { name: /officer@demo\.invalid/ });
    expect(await own.getByRole('button', { name: visitor.say({ zh: /终止/, en: /^End / }) }).count()).toBe(0);
    await own
      .getByText(
        visitor.say({ zh: /须由另一位管理人员终止/, en: /Another officer has to end your own office/ }),
      )
      .waitFor();

    const second = await visitor.context.newPage();
    await second.goto(`${visitor.url}/bureau`);
    await visitor.settle(second);
    visitor.expectFault(/^401 GET \/api\//);
    await second.getByRole('button', { name: visitor.say({ zh: /的账号$/, en: /^Account of/ }) }).click();
    await second.getByRole('menuitem', { name: visitor.say({ zh: '退出登录', en: 'Sign out' }) }).click();
    await second.waitForURL(/\/sign-in/);
    await page.waitForURL(/\/sign-in/);

    await second.getByRole('button', { name: visitor.say({ zh: /教师/, en: /^Teacher/ }) }).click();
    await second.waitForURL(/\/groups\//);
    await visitor.settle(second);
    const rooms = second.getByRole('navigation').first();
    expect(await rooms.getByRole('link', { name: visitor.say({ zh: '权限', en: 'Access' }) }).count()).toBe(
      0,
    );
    await second.goBack();
    await visitor.settle(second);
    expect(await second.getByText('officer@demo.invalid').count()).toBe(0);
    // The address of the officer's page is no way to what she saw.
    visitor.expectFault(/^403 GET \/api\/bureau/);
    await visitor.go('/bureau');
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByText('BG-GROUP').count()).toBe(0);
  });

  test(`an officer takes back what she gave by mistake this morning, and the person is told why (${language})`, async () => {
    const officer = await visit({ language, as: 'bureau-officer', path: '/access' });
    const { page, context, url } = officer;
    const schools = await (await context.request.get(`${url}/api/schools?q=CB`)).json();
    const email = `mistake.${language}@example.invalid`;
    const today = await page.evaluate(() => new Intl.DateTimeFormat('sv-SE').format(new Date()));
    const invited = await context.request.post(`${url}/api/access/invitations`, {
      data: {
        name: officer.say({ zh: '误邀（虚构）', en: 'Mistaken (invented)' }),
        email,
        authority: {
          role: 'principal',
          scopeKind: 'school',
          scopeId: schools.items[0].id,
          from: today,
          to: null,
        },
      },
    });
    const { link } = await invited.json();
    const person = await visit({ language, path: new URL(link).pathname });
    await person.page
      .getByLabel(person.say({ zh: '新密码', en: 'New password' }), { exact: true })
      .fill('three calm green words');
    await person.button(person.say({ zh: '设置密码并进入', en: 'Set the password and enter' })).click();
    await person.page.waitForURL(/\/groups\//);

    await officer.go('/access');
    const row = page.getByRole('row', { name: new RegExp(email.replaceAll('.', '\\.')) });
    await row.getByRole('button', { name: officer.say({ zh: /终止/, en: /^End / }) }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: officer.say({ zh: '确认撤回', en: 'Take it back' }) }).click();
    await page
      .getByText(officer.say({ zh: /职权已撤回，未曾生效/, en: /taken back and was never in force/ }))
      .waitFor();
    await row.getByText(officer.say({ zh: '目前不能进入', en: 'No access now' })).waitFor();
    await page
      .getByLabel(
        officer.say({ zh: '显示已终止和已撤回的职权', en: 'Show what has ended or was taken back' }),
      )
      .check();
    await row.getByText(officer.say({ zh: /原定.*已撤回/, en: /meant from .* taken back/ })).waitFor();

    person.expectFault(/^401 GET \/api\//);
    await person.go('/register');
    await person.page.waitForURL(/\/sign-in/);
    await expectHeading(person, { zh: /示例/, en: /worked example/ });
    await person.page
      .getByRole('status')
      .getByText(person.say({ zh: /目前没有职权，不能再进入/, en: /has no access now/ }))
      .waitFor();
    await person.shoot('told-why');
    await expectAccessible(person, ['light']);
  });
}
