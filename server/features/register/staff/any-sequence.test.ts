import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../testing.ts';

/** Days on both sides of what matters: founding and closing of schools, the day of employment, one day apart. */
const DAYS = [
  '1990-08-31',
  '1990-09-01',
  '2002-08-31',
  '2002-09-01',
  '2002-09-02',
  '2010-09-01',
  '2010-09-02',
  '2020-08-31',
  '2020-09-01',
  '2020-09-02',
];
const SCHOOLS = ['one', 'two', 'closed'];
const day = fc.constantFrom(...DAYS);
const school = fc.constantFrom(...SCHOOLS);
const to = fc.option(day, { nil: null });
const cause = fc.constantFrom('recruitment', 'mobility', 'promotion', 'transfer', 'other');

const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('appoint' as const),
      school,
      kind: fc.constantFrom('home', 'secondary'),
      from: day,
      to,
      cause,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('teach' as const), school, from: day, to, cause }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('title' as const),
      title: fc.constantFrom('second-grade', 'first-grade', 'senior'),
      from: day,
      to,
      cause,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      kind: fc.constantFrom('posting', 'assignment', 'title'),
      which: fc.nat(5),
      to: day,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      birthYear: fc.option(fc.integer({ min: 1890, max: 2095 }), { nil: null }),
      employedFrom: day,
      employedTo: to,
    }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

async function run(world: World, id: string, one: Command): Promise<number> {
  const decision = 'Decision';
  switch (one.do) {
    case 'appoint': {
      const { school: name, do: _do, ...rest } = one;
      const body = { ...rest, schoolId: world.schools[name], decision };
      return (await world.post(`/api/staff/${id}/postings`, body)).status;
    }
    case 'teach': {
      const { school: name, do: _do, ...rest } = one;
      const lessons = { subject: 'music', grade: 1, className: '', weeklyLessons: 2 };
      const body = { ...rest, ...lessons, schoolId: world.schools[name], decision };
      return (await world.post(`/api/staff/${id}/assignments`, body)).status;
    }
    case 'title': {
      const { do: _do, ...rest } = one;
      return (await world.post(`/api/staff/${id}/titles`, { ...rest, decision })).status;
    }
    case 'end': {
      const { body } = await world.get(`/api/staff/${id}`);
      const entries = body[`${one.kind}s`] as { id: string }[];
      if (entries.length === 0) return 200;
      const entryId = entries[one.which % entries.length]!.id;
      const ends = { kind: one.kind, entryId, to: one.to, cause: 'other', reason: 'Over' };
      return (await world.post(`/api/staff/${id}/ends`, ends)).status;
    }
    case 'correct': {
      const { do: _do, ...rest } = one;
      const person = { number: id, name: { en: 'A', zh: '' }, gender: null, qualification: null };
      return (await world.post(`/api/staff/${id}/correct`, { ...person, ...rest, reason: 'Wrong' })).status;
    }
  }
}

interface Span {
  from: string | null;
  to: string | null;
}
const overlap = (a: Span, b: Span) => (a.to === null || b.from! < a.to) && (b.to === null || a.from! < b.to);
function expectApart(spans: Span[], what: string): void {
  for (const [index, one] of spans.entries()) {
    for (const other of spans.slice(index + 1)) {
      expect(overlap(one, other), `${what} ${JSON.stringify([one, other])}`).toBe(false);
    }
  }
}

interface Entry {
  id: string;
  kind?: string;
  during: Span;
  school: { id: string };
}

/** What stands is apart, inside employment and school, and the sum of what is on record as changed. */
async function expectConsistent(server: TestServer, world: World, id: string): Promise<void> {
  const { body } = await world.get(`/api/staff/${id}`);
  const postings: Entry[] = body.postings;
  const spans = (entries: Entry[]) => entries.map((one) => one.during);
  expectApart(spans(postings.filter((one) => one.kind === 'home')), 'home postings');
  expectApart(spans(body.titles), 'titles');
  for (const name of SCHOOLS) {
    const there = (entries: Entry[]) => entries.filter((one) => one.school.id === world.schools[name]);
    expectApart(spans(there(postings)), `postings at ${name}`);
    for (const lessons of there(body.assignments)) {
      expect(there(postings).some((one) => overlap(one.during, lessons.during))).toBe(true);
    }
    for (const { during } of there(postings)) {
      expect(during.from! >= '1990-09-01' && during.from! >= body.employed.from).toBe(true);
      if (name === 'closed') expect(during.to !== null && during.to <= '2020-09-01').toBe(true);
      if (body.employed.to !== null) expect(during.to !== null && during.to <= body.employed.to).toBe(true);
    }
  }
  const { rows: changes } = await server.trellis.services.database.asBureau(world.bureauId, (db) =>
    sql<{
      entry_id: string;
      entry_kind: string;
      action: string;
      after: Record<string, unknown> | null;
      cause: string;
      reason: string;
    }>`
      select entry_id, entry_kind, action, after, cause, reason from staff_change
      where staff_id = ${id} order by id`.execute(db),
  );
  const told = new Map<string, unknown>();
  for (const change of changes) {
    expect([change.cause, change.reason]).not.toContain('');
    expect(change.action === 'insert').toBe(!told.has(change.entry_id));
    if (change.action === 'delete') told.delete(change.entry_id);
    else told.set(change.entry_id, change.after?.during ?? change.after?.employed);
  }
  const shown = ({ from, to: end }: Span) => `[${from ?? ''},${end ?? ''})`;
  const entries: Entry[] = [...postings, ...body.assignments, ...body.titles];
  expect(Object.fromEntries(told)).toEqual({
    [id]: shown(body.employed),
    ...Object.fromEntries(entries.map((one) => [one.id, shown(one.during)])),
  });
}

for (const database of DATABASES) {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(database, { demo: false });
  });
  afterAll(() => server?.close());

  test(`no sequence of changes on ${database.name} makes home postings overlap or leaves a change without a cause`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 20 }), async (commands) => {
        const world = await createWorld(server, SCHOOLS);
        const { body } = await world.post('/api/staff', {
          number: 'A',
          name: { en: 'A', zh: '' },
          gender: null,
          birthYear: 1970,
          qualification: null,
          employedFrom: '2002-09-01',
          posting: {
            schoolId: world.schools.one,
            from: '2002-09-01',
            cause: 'recruitment',
            decision: 'Hired',
          },
        });
        for (const one of commands) {
          expect([200, 409, 422], JSON.stringify(one)).toContain(await run(world, body.id, one));
        }
        await expectConsistent(server, world, body.id);
      }),
      { numRuns: 40, endOnFailure: true, seed: 20140901 },
    );
  }, 240_000);
}
