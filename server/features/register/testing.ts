/** A bureau with schools and groups for the tests of the register, asked through the door. */
import { type Answer, ask, createBureau, createPerson, freshAddress } from '../../testing/ask.ts';
import type { TestServer } from '../../testing/start-test-server.ts';

export interface World {
  readonly bureauId: string;
  readonly officer: string;
  /** Schools by name, founded on 1 September 1990 and, `closed`, shut on 1 September 2020. */
  readonly schools: Readonly<Record<string, string>>;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  found(kind?: string, from?: string): Promise<string>;
  join(groupId: string, school: string, from: string, more?: object): Promise<Answer>;
  divide(groupId: string, from: string, clusters: Record<string, string[]>): Promise<Answer>;
  end(membershipId: string, to: string): Promise<Answer>;
  /** School names of a group on a day, the dominant one with a star, with their cluster. */
  membersOn(groupId: string, day: string): Promise<Record<string, string | null>>;
}

export async function createWorld(
  server: TestServer,
  schoolNames: readonly string[] = ['one', 'two', 'three', 'four', 'closed'],
): Promise<World> {
  const bureauId = await createBureau(server);
  const schools: Record<string, string> = {};
  await server.trellis.services.database.asBureau(bureauId, async (db) => {
    for (const name of schoolNames) {
      const { id } = await db
        .insertInto('school')
        .values({ bureau_id: bureauId })
        .returning('id')
        .executeTakeFirstOrThrow();
      await db
        .insertInto('school_profile')
        .values({
          bureau_id: bureauId,
          school_id: id,
          during: name === 'closed' ? '[1990-09-01,2020-09-01)' : '[1990-09-01,)',
          name_en: name,
        })
        .execute();
      schools[name] = id;
    }
  });
  const { cookie } = await createPerson(server, {
    bureauId,
    role: 'bureau-officer',
    scopeKind: 'bureau',
    scopeId: bureauId,
  });
  let groups = 0;
  const from = freshAddress();
  const get = (path: string) => ask(server, `GET ${path as '/'}`, { cookie, from });
  const post = (path: string, body: unknown) => ask(server, `POST ${path as '/'}`, { cookie, from, body });
  return {
    bureauId,
    officer: cookie,
    schools,
    get,
    post,
    async found(kind = 'education-group', from = '2000-09-01') {
      groups += 1;
      const answer = await post('/api/groups', {
        code: `G${groups}`,
        name: { en: `Group ${groups}`, zh: '' },
        kind,
        from,
      });
      return answer.body.id;
    },
    join: (groupId, school, from, more = {}) =>
      post(`/api/groups/${groupId}/members`, {
        schoolId: schools[school],
        role: 'member',
        from,
        source: 'test',
        ...more,
      }),
    divide: (groupId, from, clusters) =>
      post(`/api/groups/${groupId}/clusters`, {
        from,
        clusters: Object.entries(clusters).map(([code, names]) => ({
          code,
          name: { en: code, zh: '' },
          schoolIds: names.map((name) => schools[name]),
        })),
      }),
    end: (membershipId, to) => post(`/api/memberships/${membershipId}/end`, { to, source: 'test' }),
    async membersOn(groupId, day) {
      const { body } = await get(`/api/groups/${groupId}?asOf=${day}`);
      const codeOf = new Map<string, string>(
        body.clusters.map((cluster: { id: string; code: string }) => [cluster.id, cluster.code]),
      );
      return Object.fromEntries(
        body.members.map((member: { role: string; clusterId: string; profile: { name: { en: string } } }) => [
          `${member.profile.name.en}${member.role === 'dominant' ? '*' : ''}`,
          codeOf.get(member.clusterId) ?? null,
        ]),
      );
    },
  };
}
