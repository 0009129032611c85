import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../../platform/tables/index.ts';
import { type Answer, ask, createBureau, createPerson, dayFromToday } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../../register/testing.ts';
import { verifyChains } from './index.ts';

let numbers = 0;

for (const database of DATABASES) {
  describe(`the audit record on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    let principal: Awaited<ReturnType<typeof createPerson>>;
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
      world = await createWorld(server);
      principal = await createPerson(server, {
        bureauId: world.bureauId,
        role: 'principal',
        scopeKind: 'school',
        scopeId: world.schools.one!,
      });
    });
    afterAll(() => server?.close());

    const system = () => server.trellis.services.database.system;
    const takeOn = (of = world, cookie = of.officer, more: object = {}): Promise<Answer> => {
      numbers += 1;
      return ask(server, 'POST /api/staff', {
        cookie,
        body: {
          number: `A${numbers}`,
          name: { en: 'Li Na', zh: '李娜' },
          gender: 'female',
          birthYear: 1985,
          qualification: 'bachelor',
          employedFrom: '2010-09-01',
          posting: {
            schoolId: of.schools.one,
            from: '2010-09-01',
            cause: 'recruitment',
            decision: 'Decision 7',
          },
          ...more,
        },
      });
    };
    const entriesOf = async (answer: Answer) => {
      const { rows } = await sql<Record<string, unknown>>`select * from audit_entry
        where request_id = ${String(answer.headers['x-request-id'])} order by number`.execute(system());
      return rows;
    };
    const report = async (of: { bureauId: string } = world, noted?: { count: number; head: string }) => {
      const { code } = await system()
        .selectFrom('bureau')
        .select('code')
        .where('id', '=', of.bureauId)
        .executeTakeFirstOrThrow();
      const reports = await verifyChains(
        server.trellis.services.database,
        noted && { bureauCode: code, ...noted },
      );
      return reports.find((one) => one.bureauCode === code)!;
    };

    test('says of a change who made it, through which role, why, of whom and at which school', async () => {
      const answer = await takeOn(world, principal.cookie);
      expect(answer.status).toBe(200);
      const [entry, ...more] = await entriesOf(answer);
      expect(more).toEqual([]);
      expect(entry).toMatchObject({
        kind: 'change',
        action: 'POST /api/staff',
        user_id: principal.userId,
        purpose: 'Decision 7',
        object_kind: 'staff',
        object_id: answer.body.id,
        subject_ids: [answer.body.id],
        school_ids: [world.schools.one],
      });
      expect(JSON.parse(String(entry!.through))).toMatchObject([{ role: 'principal', scopeKind: 'school' }]);
      expect(String(entry!.detail)).not.toMatch(/Li Na|1985/);
    });

    test('says nothing of a change that was refused for its values, and tells of one that was not allowed', async () => {
      const wrong = await takeOn(world, world.officer, { birthYear: 2090 });
      expect(wrong.status).toBe(422);
      expect(await entriesOf(wrong)).toEqual([]);
      const elsewhere = await takeOn(world, principal.cookie, {
        posting: { schoolId: world.schools.two, from: '2010-09-01', cause: 'other', decision: 'x' },
      });
      expect(elsewhere.status).toBe(422);
      const denied = await ask(server, 'POST /api/groups', {
        cookie: principal.cookie,
        body: { code: 'X', name: { en: 'X', zh: '' }, kind: 'education-group', from: '2020-09-01' },
      });
      expect(denied.status).toBe(403);
      expect(await entriesOf(denied)).toMatchObject([
        {
          kind: 'refusal',
          action: 'POST /api/groups',
          user_id: principal.userId,
          detail: '{"code":"not-allowed"}',
        },
      ]);
    });

    test('keeps one entry for a list with everybody shown in it, and not the name that was searched', async () => {
      const { body } = await takeOn();
      const list = await ask(server, 'GET /api/staff?q=Li', {
        cookie: principal.cookie,
        headers: { 'x-trellis-purpose': encodeURIComponent('年度核查') },
      });
      const [entry, ...more] = await entriesOf(list);
      expect(more).toEqual([]);
      expect(entry).toMatchObject({ kind: 'look', purpose: '年度核查' });
      expect(entry!.subject_ids).toContain(body.id);
      expect(JSON.parse(String(entry!.detail))).toMatchObject({
        search: true,
        shown: list.body.items.length,
      });
      const career = await world.get(`/api/staff/${body.id}`);
      expect(await entriesOf(career)).toMatchObject([{ kind: 'look', subject_ids: [body.id] }]);
      const hidden = await world.get('/api/staff/00000000-0000-7000-8000-000000000000');
      expect(await entriesOf(hidden)).toMatchObject([{ kind: 'refusal' }]);
    });

    test('is kept with the change or neither is', async () => {
      await sql
        .raw(`create function fail_audit() returns trigger language plpgsql as
        $$ begin raise exception 'no room'; end $$`)
        .execute(system());
      await sql
        .raw('create trigger a_fails before insert on audit_entry execute function fail_audit()')
        .execute(system());
      const before = await sql`select id from staff`.execute(system());
      expect((await takeOn()).status).toBe(500);
      expect((await world.get('/api/staff')).status).toBe(500);
      await sql.raw('drop trigger a_fails on audit_entry').execute(system());
      await sql.raw('drop function fail_audit()').execute(system());
      expect((await sql`select id from staff`.execute(system())).rows).toHaveLength(before.rows.length);
    });

    test('stays one chain while twenty write at once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => takeOn()));
      expect(answers.map((one) => one.status)).toEqual(answers.map(() => 200));
      expect(await report()).toMatchObject({ broken: null });
    });

    test('is neither rewritten nor emptied, by a request or by the owner of the tables', async () => {
      const statements = [
        "update audit_entry set user_name = 'Nobody'",
        'delete from audit_entry',
        'truncate audit_entry',
        'truncate audit_chain cascade',
        'update audit_chain set count = 0',
        'delete from audit_chain',
      ];
      for (const statement of statements) {
        await expect(sql.raw(statement).execute(system()), statement).rejects.toThrow(/only added to/);
        await expect(
          server.trellis.services.database.asBureau(world.bureauId, (db) => sql.raw(statement).execute(db)),
          statement,
        ).rejects.toThrow(/permission denied/);
      }
    });

    test('cannot be written with a number, a time or a hash of one’s own choosing', async () => {
      await server.trellis.services.database.asBureau(world.bureauId, (db) =>
        sql`insert into audit_entry (bureau_id, number, at, kind, action, request_id, user_name, previous, hash)
          values (${world.bureauId}, 1, '2001-01-01', 'look', 'x', '', 'x', '\\x00', '\\x00')`.execute(db),
      );
      const { rows } = await sql<{ at: Date }>`select at from audit_entry where bureau_id = ${world.bureauId}
        order by number desc limit 1`.execute(system());
      expect(new Date(rows[0]!.at).getFullYear()).toBeGreaterThan(2020);
      expect(await report()).toMatchObject({ broken: null });
    });

    describe('tampered with past every lock', () => {
      const keep = (bureauId: string) =>
        server.trellis.services.database.asBureau(bureauId, (db) =>
          sql`insert into audit_entry (bureau_id, kind, action, request_id, user_name)
            values (${bureauId}, 'look', 'GET /api/staff', 'r', '某人')`.execute(db),
        );
      /** A bureau with so many entries. */
      const createKept = async (entries: number) => {
        const bureauId = await createBureau(server);
        for (let count = 0; count < entries; count += 1) await keep(bureauId);
        return { bureauId };
      };
      /** A bureau of its own with six entries, then changed by somebody who owns the database. */
      const tamper = async (...statements: string[]) => {
        const other = await createKept(6);
        const { count, head } = await report(other);
        for (const table of ['audit_entry', 'audit_chain']) {
          await sql.raw(`alter table ${table} disable trigger user`).execute(system());
        }
        for (const statement of statements) {
          await sql.raw(statement.replaceAll('BUREAU', `bureau_id = '${other.bureauId}'`)).execute(system());
        }
        for (const table of ['audit_entry', 'audit_chain']) {
          await sql.raw(`alter table ${table} enable trigger user`).execute(system());
        }
        return { other, count, head };
      };
      const cases: [string, string[], object][] = [
        [
          'a changed text',
          ["update audit_entry set purpose = 'other' where BUREAU and number = 3"],
          { number: 3, fault: 'altered' },
        ],
        [
          'a changed time',
          ["update audit_entry set at = at + interval '1 microsecond' where BUREAU and number = 2"],
          { number: 2, fault: 'altered' },
        ],
        [
          'an entry taken out',
          ['delete from audit_entry where BUREAU and number = 4'],
          { number: 4, fault: 'missing' },
        ],
        [
          'an entry changed and hashed again',
          [
            "update audit_entry set purpose = 'other' where BUREAU and number = 3",
            'update audit_entry e set hash = audit_digest(e) where BUREAU and number = 3',
          ],
          { number: 4, fault: 'unlinked' },
        ],
        [
          'the last entries cut off',
          ['delete from audit_entry where BUREAU and number > 4'],
          { number: 5, fault: 'cut' },
        ],
        ['everything taken away', ['delete from audit_entry where BUREAU'], { number: 1, fault: 'cut' }],
        ['the head taken away', ['delete from audit_chain where BUREAU'], { number: 1, fault: 'cut' }],
      ];
      for (const [title, statements, broken] of cases) {
        test(`shows ${title}`, async () => {
          const { other } = await tamper(...statements);
          expect((await report(other)).broken).toEqual(broken);
        });
      }

      test('shows a shortened record with a head to match by a head that was noted before', async () => {
        const { other, count, head } = await tamper(
          'delete from audit_entry where BUREAU and number > 4',
          `update audit_chain c set count = 4, head = (select hash from audit_entry e
            where e.bureau_id = c.bureau_id and number = 4) where BUREAU`,
        );
        expect((await report(other)).broken).toBeNull();
        expect((await report(other, { count, head })).broken).toEqual({ number: 5, fault: 'not-the-noted' });
      });

      test('a head noted before is found in a record that has only grown', async () => {
        const other = await createKept(2);
        const { count, head } = await report(other);
        await keep(other.bureauId);
        expect((await report(other, { count, head })).broken).toBeNull();
      });
    });

    describe('as a page', () => {
      test('shows a principal the own school only, and whoever answers for the bureau everything with the head', async () => {
        await takeOn(world, world.officer, {
          posting: { schoolId: world.schools.two, from: '2010-09-01', cause: 'other', decision: 'two' },
        });
        const all = (await world.get('/api/audit/entries?pageSize=200')).body;
        expect(all.chain.count).toBeGreaterThan(20);
        expect(all.items[0].number).toBeGreaterThan(all.items.at(-1).number);
        expect(all.items.some((one: { purpose: string }) => one.purpose === 'two')).toBe(true);
        const own = await ask(server, 'GET /api/audit/entries?pageSize=200', { cookie: principal.cookie });
        expect(own.body.chain).toBeNull();
        expect(own.body.items.length).toBeGreaterThan(0);
        for (const { schools } of own.body.items) {
          expect(schools.map((one: { id: string }) => one.id)).toContain(world.schools.one);
        }
        const foreign = await ask(server, `GET /api/audit/entries?schoolId=${world.schools.two}`, {
          cookie: principal.cookie,
        });
        expect(foreign.status).toBe(404);
      });

      test('is narrowed by day, kind, person and whoever acted, and paged', async () => {
        const { body } = await takeOn();
        const get = async (query: string) => (await world.get(`/api/audit/entries?${query}`)).body;
        expect((await get(`from=${dayFromToday(-9)}&to=${dayFromToday(-2)}`)).total).toBe(0);
        const ofPerson = await get(`staffId=${body.id}`);
        expect(ofPerson).toMatchObject({ total: 1, items: [{ objectName: { en: 'Li Na', zh: '李娜' } }] });
        const refusals = await get('kind=refusal');
        expect(refusals.items.every((one: { kind: string }) => one.kind === 'refusal')).toBe(true);
        expect((await get('who=nobody%25')).total).toBe(0);
        const second = await get('pageSize=3&page=2&kind=change');
        expect(second.items).toHaveLength(3);
        expect(
          (await world.get(`/api/audit/entries?from=${dayFromToday()}&to=${dayFromToday(-1)}`)).status,
        ).toBe(422);
      });

      test('goes out as a workbook in which no text is a formula', async () => {
        const cruel = await takeOn(world, world.officer, {
          name: { en: '=HYPERLINK("http://x")', zh: '=1+1' },
        });
        expect(cruel.status).toBe(200);
        const answer = await ask(server, 'GET /api/audit/entries.xlsx?kind=change', {
          cookie: world.officer,
          headers: { 'accept-language': 'zh' },
        });
        expect(answer.headers['content-disposition']).toContain(encodeURIComponent('审计记录'));
        const table = await readTable(answer.bytes, { fileName: 'audit.xlsx' } as never);
        expect(JSON.stringify(table)).toContain('=1+1');
        const { unzipSync, strFromU8 } = await import('fflate');
        const files = unzipSync(answer.bytes);
        expect(strFromU8(files['xl/worksheets/sheet1.xml']!)).not.toMatch(/<f[ >]/);
      });
    });
  });
}
