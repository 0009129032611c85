import { expect, test } from 'vitest';
import { LANGUAGES, useTrellis } from './harness.ts';

const { visit } = useTrellis();

for (const language of LANGUAGES) {
  test(`a teacher sees where the group stands and how it came to be, and imports nothing (${language})`, async () => {
    const teacher = await visit({ language, as: 'teacher' });
    await expect
      .poll(() => teacher.heading().innerText())
      .toMatch(teacher.say({ zh: /未达到|均衡/, en: /balanced/ }));
    await teacher.shoot('teacher-home');
  });
}
