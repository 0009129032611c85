import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { DATABASES, startPostgres } from '../../testing/databases.ts';
import { collapseDatabase } from './index.ts';

const REQUEST = {
  keys: [{ column: 'district' }, { column: 'year' }],
  variables: ['score'],
  weight: 'weight',
};

for (const database of DATABASES) {
  describe(`collapsing rows of a database (${database.name})`, () => {
    test('groups a query and counts what it leaves out', async () => {
      const opened = await database.open();
      try {
        const rows = sql`(VALUES ('north', 2018, 1::float8, 1.0), ('north', 2018, 3, 2), ('south', 2019, 5, 1),
          ('south', 2019, NULL, 1), (NULL, 2019, 7, 1)) AS scores(district, year, score, weight)`;
        const from = sql`(SELECT * FROM ${rows})`;
        const outcome = await collapseDatabase(opened.system, from, REQUEST);
        if (outcome.kind !== 'collapsed') throw new Error(JSON.stringify(outcome));
        expect(outcome).toMatchObject({
          rowsSeen: 5,
          missing: [
            { column: 'district', count: 1 },
            { column: 'score', count: 1 },
          ],
        });
        expect(outcome.table.keyLabels).toEqual([
          ['north', 'south'],
          [2018, 2019],
        ]);
        expect([...outcome.table.counts]).toEqual([2, 1]);
        expect([...outcome.table.weights!]).toEqual([3, 1]);
        expect([...outcome.table.sums[0]!]).toEqual([7, 5]);
        expect([...outcome.table.crossProducts[0]!]).toEqual([19, 25]);
      } finally {
        await opened.close();
      }
    });
  });
}

describe.runIf(DATABASES.some(({ name }) => name === 'postgres'))(
  'a warehouse whose partitions live on several servers',
  () => {
    const pools: pg.Pool[] = [];
    afterAll(() => Promise.all(pools.map((pool) => pool.end())));

    test('lets each server sum its own rows and answers as one table would', async () => {
      const server = await startPostgres();
      const asked: string[] = [];
      const open = async (name: string) => {
        await server.create(name);
        const pool = new pg.Pool({ connectionString: server.url(name), max: 1 });
        pools.push(pool);
        return new Kysely<Record<string, never>>({
          dialect: new PostgresDialect({ pool }),
          log: ({ query }) => void asked.push(query.sql),
        });
      };
      const head = await open('province');
      const { port } = new URL(server.url('province'));
      await sql`CREATE EXTENSION postgres_fdw`.execute(head);
      await sql`CREATE TABLE scores (district text, year int, score float8, weight float8) PARTITION BY LIST (district)`.execute(
        head,
      );
      for (const district of ['north', 'south']) {
        const own = await open(`district_${district}`);
        await sql
          .raw(`CREATE TABLE scores AS SELECT '${district}'::text AS district, 2018 + n % 2 AS year,
        (n * 7 % 11)::float8 AS score, 1::float8 AS weight FROM generate_series(1, 5000) AS n`)
          .execute(own);
        await sql
          .raw(`CREATE SERVER ${district} FOREIGN DATA WRAPPER postgres_fdw
        OPTIONS (host '127.0.0.1', port '${port}', dbname 'district_${district}')`)
          .execute(head);
        await sql
          .raw(
            `CREATE USER MAPPING FOR trellis SERVER ${district} OPTIONS (user 'trellis', password 'trellis')`,
          )
          .execute(head);
        await sql
          .raw(`CREATE FOREIGN TABLE scores_${district} PARTITION OF scores FOR VALUES IN ('${district}')
        SERVER ${district} OPTIONS (table_name 'scores')`)
          .execute(head);
      }
      await sql`SET enable_partitionwise_aggregate = on`.execute(head);
      const outcome = await collapseDatabase(head, sql.table('scores'), REQUEST);
      if (outcome.kind !== 'collapsed') throw new Error(JSON.stringify(outcome));
      expect(outcome.table.rows).toBe(10_000);
      expect(outcome.table.keyLabels).toEqual([
        ['north', 'south'],
        [2018, 2019],
      ]);
      const even = Array.from({ length: 2500 }, (_, n) => ((2 * n + 2) * 7) % 11);
      expect(outcome.table.sums[0]![0]).toBe(even.reduce((sum, score) => sum + score, 0));
      const grouped = asked.find((query) => query.includes('sum(') && query.includes('GROUP BY'))!;
      const plan = await sql<Record<string, string>>`${sql.raw(`EXPLAIN (VERBOSE) ${grouped}`)}`.execute(
        head,
      );
      const text = plan.rows.map((row) => Object.values(row)[0]).join('\n');
      expect(text).toContain('Relations: Aggregate on');
      expect(text).toMatch(/Remote SQL: SELECT .*sum\(.*GROUP BY/);
    });
  },
);
