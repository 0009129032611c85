import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../testing.ts';

/** Days on both sides of what matters: founding of the schools, of the groups, closing of one school. */
const DAYS = [
  '1990-08-31',
  '1990-09-01',
  '2000-08-31',
  '2000-09-01',
  '2000-09-02',
  '2010-09-01',
  '2010-09-02',
  '2015-09-01',
  '2020-08-31',
  '2020-09-01',
  '2020-09-02',
];
const SCHOOLS = ['one', 'two', 'closed'];
const day = fc.constantFrom(...DAYS);
const school = fc.constantFrom(...SCHOOLS);
const group = fc.nat(2);

const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('join' as const),
      group,
      school,
      from: day,
      to: fc.option(day, { nil: null }),
      role: fc.constantFrom('member', 'dominant'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('end' as const), membership: fc.nat(20), to: day }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('divide' as const),
      group,
      from: day,
      clusters: fc.array(fc.uniqueArray(school, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('rename' as const), school, from: day }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface Span {
  from: string | null;
  to: string | null;
}
const overlaps = (a: Span, b: Span) =>
  (a.to === null || b.from === null || b.from < a.to) && (b.to === null || a.from === null || a.from < b.to);
const within = (inner: Span, outer: Span) =>
  (outer.from === null || (inner.from !== null && outer.from <= inner.from)) &&
  (outer.to === null || (inner.to !== null && inner.to <= outer.to));
const holds = (span: Span, on: string) =>
  (span.from === null || span.from <= on) && (span.to === null || on < span.to);
const expectApart = (spans: Span[], what: string) => {
  for (const [index, one] of spans.entries())
    for (const other of spans.slice(index + 1))
      expect(overlaps(one, other), `${what} ${JSON.stringify([one, other])}`).toBe(false);
};

async function run(world: World, groups: string[], memberships: string[], one: Command): Promise<number> {
  switch (one.kind) {
    case 'join': {
      const answer = await world.join(groups[one.group]!, one.school, one.from, {
        to: one.to,
        role: one.role,
      });
      if (answer.status === 200) memberships.push(answer.body.id);
      return answer.status;
    }
    case 'end':
      return memberships.length === 0
        ? 200
        : (await world.end(memberships[one.membership % memberships.length]!, one.to)).status;
    case 'divide':
      return (
        await world.divide(
          groups[one.group]!,
          one.from,
          Object.fromEntries(one.clusters.map((names, index) => [`c${index}`, names])),
        )
      ).status;
    case 'rename':
      return (
        await world.post(`/api/schools/${world.schools[one.school]}/profile`, {
          from: one.from,
          name: { en: `${one.school} ${one.from}`, zh: '' },
          shortName: null,
          stage: null,
          location: null,
          lat: null,
          lon: null,
          level: null,
          source: null,
        })
      ).status;
  }
}

/** Everything the register promises of dated relations, read back through the door. */
async function expectConsistent(world: World, groups: string[]): Promise<void> {
  const governing: (Span & { schoolId: string })[] = [];
  for (const [index, id] of groups.entries()) {
    const { status, body } = await world.get(`/api/groups/${id}/trajectory`);
    expect(status).toBe(200);
    type Member = { schoolId: string; role: string; during: Span };
    const members: Member[] = body.memberships;
    if (index < 2) governing.push(...members.map((one) => ({ schoolId: one.schoolId, ...one.during })));
    expectApart(
      members.filter((one) => one.role === 'dominant').map((one) => one.during),
      'dominant schools',
    );
    const places = body.clusters.flatMap((cluster: { during: Span; members: Member[] }) =>
      cluster.members.map((place) => {
        expect(within(place.during, cluster.during), 'place within its cluster').toBe(true);
        return place;
      }),
    ) as Member[];
    for (const name of SCHOOLS) {
      const schoolId = world.schools[name]!;
      const own = members.filter((one) => one.schoolId === schoolId).map((one) => one.during);
      expectApart(own, 'memberships');
      const held = places.filter((one) => one.schoolId === schoolId).map((one) => one.during);
      expectApart(held, 'places in clusters');
      for (const place of held)
        expect(
          own.some((span) => within(place, span)),
          `place ${JSON.stringify(place)} within ${JSON.stringify(own)}`,
        ).toBe(true);
      const life = body.schools.find((one: { id: string }) => one.id === schoolId)?.profiles ?? [];
      for (const span of own) {
        expect(span.from! >= life[0].during.from, 'member within its life').toBe(true);
        const closing = life.at(-1).during.to;
        if (closing !== null) expect(span.to !== null && span.to <= closing).toBe(true);
      }
    }
    for (const on of DAYS) {
      const read = await world.get(`/api/groups/${id}?asOf=${on}`);
      expect(read.status).toBe(200);
      const shown = read.body.members.map((one: { schoolId: string }) => one.schoolId).sort();
      const expected = members.filter((one) => holds(one.during, on)).map((one) => one.schoolId);
      expect(shown, on).toEqual(expected.sort());
      for (const one of read.body.members) expect(holds(one.profile.during, on)).toBe(true);
      const clustered = read.body.clusters.flatMap((one: { schoolIds: string[] }) => one.schoolIds).sort();
      expect(clustered).toEqual(
        places
          .filter((one) => holds(one.during, on))
          .map((one) => one.schoolId)
          .sort(),
      );
    }
  }
  for (const name of SCHOOLS) {
    const schoolId = world.schools[name]!;
    expectApart(
      governing.filter((one) => one.schoolId === schoolId),
      'memberships in governing groups',
    );
    const { body } = await world.get(`/api/schools/${schoolId}`);
    const life: Span[] = body.profiles.map((one: { during: Span }) => one.during);
    for (let index = 1; index < life.length; index++) expect(life[index]!.from).toBe(life[index - 1]!.to);
    expect([life[0]!.from, life.at(-1)!.to]).toEqual(['1990-09-01', name === 'closed' ? '2020-09-01' : null]);
  }
}

for (const database of DATABASES) {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(database, { demo: false });
  });
  afterAll(() => server?.close());

  test(`no sequence of changes on ${database.name} breaks a rule of time or fails`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 24 }), async (commands) => {
        const world = await createWorld(server, SCHOOLS);
        const groups = [await world.found(), await world.found(), await world.found('federation')];
        const memberships: string[] = [];
        for (const one of commands) {
          const status = await run(world, groups, memberships, one);
          expect([200, 409, 422], JSON.stringify(one)).toContain(status);
        }
        await expectConsistent(world, groups);
      }),
      { numRuns: 25, endOnFailure: true, seed: 20190901 },
    );
  }, 240_000);
}
