import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES } from '../testing/databases.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';

for (const database of DATABASES) {
  describe(`the invented people of the worked example on ${database.name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer(database);
    });
    afterAll(() => server?.close());
    const ask = async <T>(text: string): Promise<T[]> =>
      (await sql.raw<T>(text).execute(server.trellis.services.database.system)).rows;
    const count = async (text: string) => (await ask<{ count: number }>(`select count(*) ${text}`))[0]!.count;

    test('are about 600, every one marked as invented', async () => {
      const total = await count('from staff');
      expect(total).toBeGreaterThan(570);
      expect(total).toBeLessThan(640);
      expect(await count('from staff where not invented')).toBe(0);
    });

    test('are as many in each school as its latest figures say, backbone teachers too', async () => {
      const rows = await ask<{ code: string; teachers: number; backbone: number; figures: number[] }>(`
        select c.code, count(*) as teachers,
          count(*) filter (where exists (select from staff_status t where t.staff_id = p.staff_id
            and t.status like 'backbone%' and t.during @> date '2025-11-01')) as backbone,
          (select json_agg(v.value order by v.variable) from indicator_value v where v.school_id = p.school_id
            and v.year = 2025 and v.variable in ('teachers', 'teachersBackbone')) as figures
        from posting p join school_code c on c.school_id = p.school_id
        where p.kind = 'home' and p.during @> date '2025-11-01' group by c.code, p.school_id order by c.code`);
      expect(rows).toHaveLength(7);
      for (const row of rows) expect([row.teachers, row.backbone], row.code).toEqual(row.figures);
      expect(rows.find((row) => row.code === 'BG')!.teachers).toBeGreaterThan(100);
    });

    test('show the exchange of Grade Six teachers of 2014: about one in ten of ZS’s went to BG, and as many came', async () => {
      const moves = await ask<{ came: string; moves: number }>(`
        select c.code as came, count(*) as moves from posting p join school_code c on c.school_id = p.school_id
        where p.cause = 'mobility' and lower(p.during) = date '2014-09-01' group by c.code order by c.code`);
      expect(moves).toEqual([
        { came: 'BG', moves: 7 },
        { came: 'ZS', moves: 7 },
      ]);
      const grades = await ask<{ grade: number }>(`
        select distinct a.grade from teaching_assignment a where a.cause = 'mobility'`);
      expect(grades).toEqual([{ grade: 6 }]);
    });
  });
}
