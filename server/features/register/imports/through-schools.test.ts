import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, createBureau, createPerson } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { importFile } from './index.ts';

for (const one of DATABASES) {
  describe(`through-schools on ${one.name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer(one, { demo: false });
    });
    afterAll(() => server.close());

    test('a nine-year school with its pupils by stage is judged in both stages', async () => {
      const bureauId = await createBureau(server);
      const { cookie } = await createPerson(server, {
        bureauId,
        role: 'bureau-officer',
        scopeKind: 'bureau',
        scopeId: bureauId,
      });
      const text = [
        '学校,学段,年份,学生数,小学学生数,初中学生数,教师数,县级以上骨干教师数,教育集团',
        '一贯制学校,九年一贯制,2025,900,600,300,60,9,某集团',
        '甲小学,小学,2025,500,,,30,4,某集团',
        '乙小学,小学,2025,700,,,40,6,某集团',
        '丙中学,初中,2025,600,,,50,8,某集团',
      ].join('\n');
      const result = await importFile(server.trellis.services, {
        bureauId,
        actorName: 'test',
        fileName: 'through.csv',
        bytes: new TextEncoder().encode(text),
        presetId: 'template',
      });
      expect(result.kind).toBe('applied');
      const groups = await ask(server, 'GET /api/groups', { cookie });
      const { id } = groups.body.items[0];
      const judgedIn = async (stage: string) => {
        const answer = await ask(
          server,
          `GET /api/groups/${id}/balance?pack=cn-2017-quality&stage=${stage}&year=2025`,
          { cookie },
        );
        expect(answer.status).toBe(200);
        return answer.body.schools.map(({ name }: { name: { zh: string } }) => name.zh).sort();
      };
      expect(await judgedIn('primary')).toEqual(['一贯制学校', '乙小学', '甲小学']);
      expect(await judgedIn('junior')).toEqual(['一贯制学校', '丙中学']);
    });
  });
}
