import { expect, test } from 'vitest';
import { expectAccessible, expectHeading, expectWellFormed, LANGUAGES, useTrellis } from './harness.ts';

const { visit } = useTrellis();

for (const language of LANGUAGES) {
  test(`a teacher sees where the group stands and how it came to be, and imports nothing (${language})`, async () => {
    const teacher = await visit({ language, as: 'teacher' });
    const { page } = teacher;
    await expectHeading(teacher, { zh: /均衡/, en: /balanced/i });
    const rooms = page.getByRole('navigation').first();
    expect(await rooms.getByRole('link', { name: teacher.say({ zh: '导入', en: 'Import' }) }).count()).toBe(
      0,
    );
    expect(await rooms.getByRole('link', { name: teacher.say({ zh: '权限', en: 'Access' }) }).count()).toBe(
      0,
    );
    expect(await teacher.link(teacher.say({ zh: /导入/, en: /Import/ })).count()).toBe(0);
    await teacher.shoot('teacher-home');

    await rooms.getByRole('link', { name: teacher.say({ zh: '历程', en: 'Trajectory' }) }).click();
    await page.waitForURL(/\/trajectory/);
    await teacher.settle();
    await expectHeading(teacher, { zh: /发展历程/, en: /trajectory/ });

    // Typing the address of a room that is not theirs is answered in words.
    teacher.expectFault(/^403 GET \/api\//);
    for (const address of ['/imports', '/access', '/bureau']) {
      await teacher.go(address);
      await expectWellFormed(teacher);
      const refusal = page.getByRole('alert').first();
      await refusal.waitFor();
      expect(await refusal.innerText()).toMatch(
        teacher.say({ zh: /没有此项权限/, en: /Your role does not include this/ }),
      );
      expect(await page.locator('input[type=file]').count()).toBe(0);
      await teacher.shoot(`refused${address.replace('/', '-')}`);
      await expectAccessible(teacher);
    }
  });
}
