import { PERSONAL_PERMISSIONS, type RouteKey, routes } from '@trellis/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount, insertAuthority } from '../features/access/accounts/index.ts';
import { DATABASES } from '../testing/databases.ts';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';

/**
 * Every route × every role. `ok`: past the door and the object's policy (200, or 422/409/404 for what the probe sends);
 * `no`: 403, the role lacks it; `hidden`: 404, the object is outside the role's scope; `in`: 401, nobody is signed in.
 */
type Expected = 'ok' | 'no' | 'hidden' | 'in';
const ROLES = [
  'nobody',
  'teacher',
  'principal',
  'chief-principal',
  'bureau-officer',
  'officer-elsewhere',
] as const;
type Role = (typeof ROLES)[number];

const table = (row: string): Record<Role, Expected> => {
  const cells = row.trim().split(/\s+/) as Expected[];
  return Object.fromEntries(ROLES.map((role, index) => [role, cells[index]!])) as Record<Role, Expected>;
};

//                                              nobody teacher principal chief   officer  officer elsewhere
const MATRIX: Record<RouteKey, Record<Role, Expected>> = {
  'GET /api/health/live': table('               ok     ok      ok        ok      ok       ok'),
  'GET /api/health/ready': table('              ok     ok      ok        ok      ok       ok'),
  'GET /api/start': table('                     ok     ok      ok        ok      ok       ok'),
  'POST /api/demo/sign-in': table('             ok     ok      ok        ok      ok       ok'),
  'POST /api/setup': table('                    no     no      no        no      no       no'),
  'GET /api/invitations/:token': table('        hidden hidden  hidden    hidden  hidden   hidden'),
  'POST /api/invitations/:token/accept': table('hidden hidden  hidden    hidden  hidden   hidden'),
  'GET /api/me': table('                        in     ok      ok        ok      ok       ok'),
  'GET /api/access/people': table('             in     no      no        no      ok       ok'),
  'POST /api/access/invitations': table('       in     no      no        no      ok       ok'),
  'POST /api/access/authorities/:id/end': table('in    no      no        no      ok       hidden'),
  'GET /api/audit/entries': table('             in     no      ok        ok      ok       ok'),
  'GET /api/audit/entries.xlsx': table('        in     no      ok        ok      ok       ok'),
  'GET /api/access/policy': table('             in     ok      ok        ok      ok       ok'),
  'GET /api/staff/:id/readers': table('         in     hidden  ok        ok      ok       hidden'),
  'GET /api/schools/:id/readers': table('       in     no      ok        ok      ok       hidden'),
  'POST /api/staff/:id/account': table('        in     no      no        no      ok       hidden'),
  'GET /api/me/sessions': table('               in     ok      ok        ok      ok       ok'),
  'POST /api/me/sessions/:id/end': table('      in     ok      ok        ok      ok       ok'),
  'GET /api/access/people/:userId/sessions': table('in no   no        no      ok       hidden'),
  'POST /api/access/people/:userId/sessions/end': table('in no no     no      ok       hidden'),
  'GET /api/schools': table('                   in     ok      ok        ok      ok       ok'),
  'GET /api/schools/:id': table('               in     ok      ok        ok      ok       hidden'),
  'GET /api/schools/:id/values': table('        in     ok      ok        ok      ok       hidden'),
  'POST /api/schools/:id/profile': table('      in     no      no        ok      ok       hidden'),
  'GET /api/groups': table('                    in     ok      ok        ok      ok       ok'),
  'POST /api/groups': table('                   in     no      no        no      ok       ok'),
  'GET /api/groups/:id': table('                in     ok      ok        ok      ok       hidden'),
  'GET /api/groups/:id/trajectory': table('     in     ok      ok        ok      ok       hidden'),
  'POST /api/groups/:id/members': table('       in     no      no        ok      ok       hidden'),
  'POST /api/memberships/:id/end': table('      in     no      no        ok      ok       hidden'),
  'POST /api/groups/:id/clusters': table('      in     no      no        ok      ok       hidden'),
  'POST /api/groups/:id/events': table('        in     no      no        ok      ok       hidden'),
  'GET /api/staff': table('                     in     ok      ok        ok      ok       ok'),
  'POST /api/staff': table('                    in     no      ok        ok      ok       ok'),
  'GET /api/staff/:id': table('                 in     hidden  ok        ok      ok       hidden'),
  'POST /api/staff/:id/correct': table('        in     no      ok        ok      ok       hidden'),
  'POST /api/staff/:id/postings': table('       in     no      ok        ok      ok       hidden'),
  'POST /api/staff/:id/assignments': table('    in     no      ok        ok      ok       hidden'),
  'POST /api/staff/:id/titles': table('         in     no      ok        ok      ok       hidden'),
  'POST /api/staff/:id/statuses': table('       in     no      ok        ok      ok       hidden'),
  'POST /api/staff/:id/offices': table('        in     no      ok        ok      ok       hidden'),
  'POST /api/staff/:id/ends': table('           in     no      ok        ok      ok       hidden'),
  'GET /api/imports': table('                   in     no      ok        ok      ok       ok'),
  'POST /api/imports': table('                  in     no      ok        ok      ok       ok'),
  'GET /api/imports/:id': table('               in     no      hidden    hidden  ok       hidden'),
  'PUT /api/imports/:id/mapping': table('       in     no      hidden    hidden  ok       hidden'),
  'GET /api/imports/:id/preview': table('       in     no      hidden    hidden  ok       hidden'),
  'GET /api/imports/:id/problems': table('      in     no      hidden    hidden  ok       hidden'),
  'GET /api/imports/:id/bad-rows': table('      in     no      hidden    hidden  ok       hidden'),
  'POST /api/imports/:id/fixes': table('        in     no      hidden    hidden  ok       hidden'),
  'POST /api/imports/:id/apply': table('        in     no      hidden    hidden  ok       hidden'),
  'POST /api/imports/:id/undo': table('         in     no      hidden    hidden  ok       hidden'),
  'DELETE /api/imports/:id': table('            in     no      hidden    hidden  ok       hidden'),
  'GET /api/imports/:id/progress': table('      in     no      hidden    hidden  ok       hidden'),
  'GET /api/imports/:id/rows/:row': table('     in     ok      ok        ok      ok       hidden'),
  'GET /api/import-presets': table('            in     no      ok        ok      ok       ok'),
  'POST /api/import-presets': table('           in     no      hidden    hidden  ok       hidden'),
  'DELETE /api/import-presets/:id': table('     in     no      ok        ok      ok       ok'),
  'GET /api/import-template': table('           in     ok      ok        ok      ok       ok'),
  'GET /api/packs': table('                     in     ok      ok        ok      ok       ok'),
  'PUT /api/packs/:packId': table('             in     no      no        no      ok       ok'),
  'DELETE /api/packs/:packId': table('          in     no      no        no      ok       ok'),
  'GET /api/groups/:id/balance': table('        in     ok      ok        ok      ok       hidden'),
  'GET /api/groups/:id/balance/cell': table('   in     ok      ok        ok      ok       hidden'),
  'GET /api/groups/:id/balance.xlsx': table('   in     ok      ok        ok      ok       hidden'),
  'GET /api/groups/:id/balance/report': table(' in     ok      ok        ok      ok       hidden'),
  'GET /api/bureau/balance': table('            in     no      no        no      ok       ok'),
  'GET /api/studies': table('                   in     no      no        ok      ok       ok'),
  'POST /api/studies': table('                  in     no      no        ok      ok       ok'),
  'GET /api/studies/:id': table('               in     no      no        ok      ok       hidden'),
  'DELETE /api/studies/:id': table('            in     no      no        ok      ok       hidden'),
  'POST /api/studies/:id/data': table('         in     no      no        ok      ok       hidden'),
  'GET /api/study-indicators': table('          in     no      no        ok      ok       ok'),
  'POST /api/studies/:id/register-data': table('in     no      no        ok      ok       hidden'),
  'PUT /api/studies/:id/design': table('        in     no      no        ok      ok       hidden'),
  'POST /api/studies/:id/check': table('        in     no      no        ok      ok       hidden'),
  'POST /api/studies/:id/freeze': table('       in     no      no        ok      ok       hidden'),
  'POST /api/studies/:id/versions': table('     in     no      no        ok      ok       hidden'),
  'POST /api/studies/:id/run': table('          in     no      no        ok      ok       hidden'),
  'GET /api/studies/:id/result': table('        in     no      no        ok      ok       hidden'),
  'GET /api/studies/:id/report': table('        in     no      no        ok      ok       hidden'),
  'GET /api/studies/:id/export': table('        in     no      no        ok      ok       hidden'),
};

interface Ids {
  group: string;
  school: string;
  membership: string;
  import: string;
  authority: string;
  staff: string;
  user: string;
  study: string;
}

/** A well-formed request for each route, so that a refusal is one of authority, not of form. */
function probe(key: RouteKey, ids: Ids): { url: string; payload?: unknown; bytes?: boolean } {
  const [, template] = key.split(' ') as [string, string];
  const target = template.includes('/memberships/')
    ? ids.membership
    : template.includes('/imports/')
      ? ids.import
      : template.includes('/schools/')
        ? ids.school
        : template.includes('/studies/')
          ? ids.study
          : template.includes('/authorities/')
            ? ids.authority
            : template.includes('/staff/')
              ? ids.staff
              : template.includes('/import-presets/')
                ? '00000000-0000-7000-8000-000000000000'
                : ids.group;
  const url = template
    .replace(':token', 'a-token-that-nobody-was-ever-given')
    .replace(':packId', 'not-a-pack')
    .replace(':row', '2')
    .replace(':userId', ids.user)
    .replace(':id', target);
  const name = { en: 'A', zh: '甲' };
  const day = '2025-09-01';
  const begins = { from: '1900-01-01', cause: 'other', decision: 'test' };
  const facts = {
    number: 'A1',
    name,
    gender: null,
    birthYear: 2090,
    qualification: null,
    employedFrom: day,
  };
  const payloads: Partial<Record<RouteKey, unknown>> = {
    'POST /api/staff': { ...facts, posting: { schoolId: ids.school, ...begins } },
    'POST /api/staff/:id/correct': { ...facts, reason: 'test' },
    'POST /api/staff/:id/postings': { schoolId: ids.school, kind: 'home', ...begins },
    'POST /api/staff/:id/assignments': {
      schoolId: ids.school,
      subject: 'no such subject',
      grade: null,
      className: '',
      weeklyLessons: null,
      ...begins,
    },
    'POST /api/staff/:id/titles': { title: 'senior', ...begins },
    'POST /api/staff/:id/statuses': { status: 'superfine', ...begins },
    'POST /api/staff/:id/offices': {
      level: 'school',
      office: 'grade-leader',
      placeId: ids.school,
      ...begins,
    },
    'POST /api/staff/:id/account': { userId: 'nobody-with-this-id', reason: 'test' },
    'POST /api/staff/:id/ends': {
      kind: 'posting',
      entryId: ids.school,
      to: day,
      cause: 'other',
      reason: 'test',
    },
    'POST /api/demo/sign-in': { key: 'teacher' },
    'POST /api/setup': {
      token: 'a-token-that-nobody-was-ever-given',
      bureauCode: 'X',
      bureauName: name,
      name: 'A',
      email: 'a@example.org',
      password: 'a long enough password',
    },
    'POST /api/invitations/:token/accept': { name: 'A', password: 'a long enough password' },
    'POST /api/access/invitations': {
      name: 'A',
      email: 'a@example.org',
      authority: { role: 'teacher', scopeKind: 'school', scopeId: ids.school, from: day, to: null },
    },
    'POST /api/access/authorities/:id/end': { to: '2030-01-01' },
    'POST /api/schools/:id/profile': {
      from: '1800-01-01',
      name,
      shortName: null,
      stage: null,
      location: null,
      lat: null,
      lon: null,
      level: null,
      source: null,
    },
    'POST /api/groups': { code: 'BG-GROUP', name, kind: 'education-group', from: day },
    'POST /api/groups/:id/members': {
      schoolId: ids.school,
      role: 'member',
      from: day,
      to: null,
      source: 'test',
    },
    'POST /api/memberships/:id/end': { to: '1900-01-01', source: 'test' },
    'POST /api/groups/:id/clusters': {
      from: '1900-01-01',
      clusters: [{ code: 'c', name, schoolIds: [ids.school] }],
    },
    'POST /api/groups/:id/events': {
      date: day,
      precision: 'day',
      kind: 'other',
      title: name,
      text: name,
      schoolIds: [],
      source: 'test',
    },
    'PUT /api/imports/:id/mapping': { presetId: null, mapping: null },
    'POST /api/studies': { title: 'A' },
    'POST /api/studies/:id/register-data': { groupId: ids.group, indicators: ['teachers'] },
    'PUT /api/studies/:id/design': { question: '', outcomes: [], estimator: 'twfe' },
    'POST /api/studies/:id/check': { design: null },
    'POST /api/import-presets': { importId: ids.import, name: 'A' },
    'PUT /api/packs/:packId': {
      id: 'another',
      name,
      validFrom: day,
      source: name,
      stages: [],
      indicators: [],
      rules: { variation: 'each' },
    },
  };
  const query: Partial<Record<RouteKey, string>> = {
    'GET /api/groups/:id/balance/cell': `?schoolId=${ids.school}&indicatorId=teachers-backbone`,
    'POST /api/imports': '?fileName=probe.csv',
    'POST /api/imports/:id/fixes': '?fileName=probe.csv',
    'POST /api/studies/:id/data': '?fileName=probe.csv',
    'GET /api/studies/:id/export': '?format=json',
  };
  const definition = routes[key] as { upload?: true };
  return {
    url: `${url}${query[key] ?? ''}`,
    ...(payloads[key] === undefined ? {} : { payload: payloads[key] }),
    ...(definition.upload ? { bytes: true } : {}),
  };
}

const isExpected: Record<Expected, (status: number) => boolean> = {
  ok: (status) => status === 200 || status === 409 || status === 422 || status === 404,
  no: (status) => status === 403,
  hidden: (status) => status === 404,
  in: (status) => status === 401,
};

for (const database of DATABASES) {
  describe(`every route and every role on ${database.name}`, () => {
    let server: TestServer;
    let ids: Ids;
    const cookies = new Map<Role, string | undefined>([['nobody', undefined]]);

    beforeAll(async () => {
      server = await startTestServer(database);
      const { services, http } = server.trellis;
      for (const role of ['teacher', 'principal', 'chief-principal', 'bureau-officer'] as const) {
        cookies.set(role, await server.signIn(role));
      }
      cookies.set('officer-elsewhere', await signInElsewhere(server));
      const system = services.database.system;
      const school = await system
        .selectFrom('school_code')
        .select('school_id')
        .where('code', '=', 'ZS')
        .executeTakeFirstOrThrow();
      const membership = await system
        .selectFrom('membership')
        .selectAll()
        .where('school_id', '=', school.school_id)
        .executeTakeFirstOrThrow();
      const imported = await system.selectFrom('data_import').select('id').executeTakeFirstOrThrow();
      const authority = await sql<{
        id: string;
        user_id: string;
      }>`select id, user_id from authority where role = 'teacher'`.execute(system);
      const staff = await sql<{ id: string }>`select s.staff_id as id from posting s
        where s.school_id = ${school.school_id} and upper_inf(s.during) limit 1`.execute(system);
      const study = await system.selectFrom('study').select('id').executeTakeFirstOrThrow();
      ids = {
        staff: staff.rows[0]!.id,
        study: study.id,
        group: membership.group_id,
        school: school.school_id,
        membership: membership.id,
        import: imported.id,
        authority: authority.rows[0]!.id,
        user: authority.rows[0]!.user_id,
      };
      expect(http.printRoutes()).toContain('api/');
    });
    afterAll(() => server?.close());

    test('no route is unknown to this table', () => {
      expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(routes).sort());
    });

    test('the server answers no path under /api that is not in the contract', () => {
      const known = new Set(Object.keys(routes).map((key) => key.replace('GET ', 'GET ').split(' ')[1]!));
      const outside = [...listRegistered(server)].filter(
        (path) => path.startsWith('/api/') && !known.has(path) && !OUTSIDE_THE_CONTRACT.includes(path),
      );
      expect(outside).toEqual([]);
    });

    for (const key of Object.keys(routes) as RouteKey[]) {
      for (const role of ROLES) {
        const expected = MATRIX[key]?.[role];
        // What changes the register for good is walked last by the roles that may: the probes are refused for cause.
        test(`${key} answers ${role} with ${expected}`, async () => {
          if (expected === 'ok' && DESTROYS.has(key)) return;
          const { url, payload, bytes } = probe(key, ids);
          const cookie = cookies.get(role);
          const response = await server.trellis.http.inject({
            method: key.split(' ')[0] as 'GET',
            url,
            headers: {
              ...(cookie ? { cookie } : {}),
              ...(bytes ? { 'content-type': 'application/octet-stream' } : {}),
            },
            ...(bytes
              ? { payload: Buffer.from('学校,学段\n') }
              : payload === undefined
                ? {}
                : { payload: payload as object }),
          });
          expect(
            isExpected[expected](response.statusCode),
            `${response.statusCode} ${response.body.slice(0, 300)}`,
          ).toBe(true);
          const kept = await findKept(server, String(response.headers['x-request-id']));
          expect(kept).toEqual(expectedOnRecord(key, role, response.statusCode));
        });
      }
    }
  });
}

/** Which entries a request leaves on the audit record: a change or a look that was done, a refusal of somebody known. */
function expectedOnRecord(key: RouteKey, role: Role, status: number): unknown[] {
  const isChange = !key.startsWith('GET ');
  const isLook = (PERSONAL_PERMISSIONS as readonly string[]).includes(routes[key].access);
  if (!isChange && !isLook) return [];
  if (status === 200) {
    const kind = routes[key].access === 'public' ? 'sign-in' : isChange ? 'change' : 'look';
    return [{ kind, action: key }];
  }
  const isKnown = role !== 'nobody' && routes[key].access !== 'public';
  return isKnown && (status === 403 || status === 404) ? [{ kind: 'refusal', action: key }] : [];
}

async function findKept(server: TestServer, requestId: string): Promise<unknown[]> {
  const { rows } =
    await sql`select distinct kind, action from audit_entry where request_id = ${requestId}`.execute(
      server.trellis.services.database.system,
    );
  return rows;
}

/** Answered by the sign-in library and by the description of the API. */
const OUTSIDE_THE_CONTRACT = ['/api/auth/sign-in/email', '/api/auth/sign-out', '/api/openapi.json'];

/** Streams that do not end, and changes that would take the walk's own ground away. */
const DESTROYS = new Set<RouteKey>([
  'GET /api/imports/:id/progress',
  'POST /api/imports/:id/undo',
  'POST /api/groups/:id/events',
  'POST /api/access/people/:userId/sessions/end',
]);

function listRegistered(server: TestServer): Set<string> {
  const paths = new Set<string>();
  for (const path of server.trellis.registeredPaths) paths.add(path);
  return paths;
}

/** An officer of another bureau in the same installation. */
async function signInElsewhere(server: TestServer): Promise<string> {
  const { services, http } = server.trellis;
  const { database } = services;
  const { id } = await database.system
    .insertInto('bureau')
    .values({ code: 'ELSEWHERE', name_en: 'Elsewhere', name_zh: '' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const person = {
    name: 'Officer elsewhere',
    email: 'elsewhere@example.org',
    password: 'a long enough password',
  };
  const userId = await createAccount(services, person);
  await database.asBureau(id, (db) =>
    insertAuthority(db, {
      bureauId: id,
      userId,
      role: 'bureau-officer',
      scopeKind: 'bureau',
      scopeId: id,
      from: '2020-01-01',
      to: null,
      grantedBy: userId,
    }),
  );
  const response = await http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: person.email, password: person.password },
  });
  expect(response.statusCode).toBe(200);
  return response.cookies.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join('; ');
}
