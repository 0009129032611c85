import { readFile } from 'node:fs/promises';
import {
  createAccount,
  DEMO_ACCOUNTS,
  demoPassword,
  findSetting,
  insertAuthority,
  putSetting,
} from '../features/access/accounts/index.ts';
import { insertExampleStudy } from '../features/evidence/studies/index.ts';
import {
  insertCluster,
  insertEvent,
  insertGroup,
  insertMembership,
} from '../features/register/groups/index.ts';
import { importFile } from '../features/register/imports/index.ts';
import { insertStaff } from '../features/register/staff/index.ts';
import { toRange } from '../platform/database/index.ts';
import { AppError } from '../platform/errors/index.ts';
import type { Trellis } from './create-trellis.ts';
import { type DemoHolder, type DemoSchool, inventStaff } from './demo-staff.ts';

const EXAMPLE = new URL('../../examples/bg/', import.meta.url);
const MODE = 'mode';

type Services = Trellis['services'];

interface ExampleRegister {
  bureau: { code: string; nameEn: string; nameZh: string };
  schools: {
    code: string;
    stage: string;
    history: {
      from: string | null;
      to: string | null;
      nameEn: string;
      nameZh: string;
      location: string | null;
      lat: number | null;
      lon: number | null;
      level: string | null;
      source: string | null;
    }[];
    characters: { en: string; zh: string; from: string | null }[];
  }[];
  groups: { code: string; nameEn: string; nameZh: string; kind: string; from: string; source: string }[];
  memberships: {
    group: string;
    school: string;
    role: string;
    from: string;
    to: string | null;
    source: string;
  }[];
  clusters: {
    group: string;
    code: string;
    nameEn: string;
    nameZh: string;
    from: string;
    to: string | null;
    schools: string[];
  }[];
  affiliations: {
    from: string;
    to: string;
    kind: string;
    since: string | null;
    until: string | null;
    source: string;
  }[];
  events: {
    group?: string;
    date: string;
    precision: string;
    kind: string;
    titleEn: string;
    titleZh: string;
    textEn: string;
    textZh: string;
    schools: string[];
    source: string;
  }[];
}

/**
 * Makes an empty database the demo's. A database that holds anything else is refused: the demo's accounts need no
 * password, so they must never stand beside real data.
 */
export async function prepareDemo(services: Services): Promise<void> {
  const mode = await findSetting(services.database, MODE);
  if (mode === 'demo') return;
  const bureau = await services.database.system.selectFrom('bureau').select('id').limit(1).executeTakeFirst();
  if (bureau || mode === 'demo-loading') {
    throw new AppError('conflict', {
      en:
        mode === 'demo-loading'
          ? `The demo was interrupted while loading. Remove ${services.config.dataFolder} (or the database) and start again.`
          : 'This database is not empty and not the demo’s. Start without --demo, or give the demo a database of its own.',
      zh:
        mode === 'demo-loading'
          ? `演示数据加载中断。请删除 ${services.config.dataFolder}（或数据库）后重新启动。`
          : '该数据库已有数据且不是演示库。请去掉 --demo 启动，或为演示另设数据库。',
    });
  }
  await putSetting(services.database, MODE, 'demo-loading');
  await loadExample(services);
  await putSetting(services.database, MODE, 'demo');
}

async function loadExample(services: Services): Promise<void> {
  const { database } = services;
  const register = JSON.parse(await readFile(new URL('register.json', EXAMPLE), 'utf8')) as ExampleRegister;
  const { id: bureauId } = await database.system
    .insertInto('bureau')
    .values({ code: register.bureau.code, name_en: register.bureau.nameEn, name_zh: register.bureau.nameZh })
    .returning('id')
    .executeTakeFirstOrThrow();
  const ids = await loadRegister(services, bureauId, register);
  const bytes = await readFile(new URL('school-years.csv', EXAMPLE));
  const loaded = await importFile(services, {
    bureauId,
    actorName: 'Worked example · 示例',
    fileName: 'school-years.csv',
    bytes,
  });
  if (loaded.kind !== 'applied') {
    throw new Error(`The worked example cannot be imported: ${JSON.stringify(loaded.problems.slice(0, 3))}`);
  }
  const userIds = new Map<string, string>();
  for (const account of DEMO_ACCOUNTS) {
    const { role, scopeKind, schoolCode } = account.authority;
    const userId = await createAccount(services, {
      name: account.name.zh,
      email: account.email,
      password: demoPassword(services),
    });
    userIds.set(account.key, userId);
    const scopeId =
      scopeKind === 'bureau'
        ? bureauId
        : scopeKind === 'group'
          ? ids.groups.values().next().value!
          : ids.schools.get(schoolCode!)!;
    await database.asBureau(bureauId, (db) =>
      insertAuthority(db, {
        bureauId,
        userId,
        role,
        scopeKind,
        scopeId,
        from: '2019-09-01',
        to: null,
        grantedBy: userId,
      }),
    );
  }
  const { people, entries } = inventStaff(
    listDemoSchools(register, ids.schools, bytes.toString('utf8')),
    ids.groups.values().next().value!,
    {
      BG: findHolder('chief-principal', 'female', userIds),
      ZS: findHolder('principal', 'male', userIds),
      RM: findHolder('teacher', 'female', userIds),
    },
  );
  await database.asBureau(bureauId, (db) =>
    insertStaff(db, bureauId, people, entries, {
      by: null,
      name: 'Worked example · 示例',
      cause: 'other',
      reason: '载入示例，人物均为虚构 · Example loaded, invented',
    }),
  );
  const groupId = ids.groups.values().next().value!;
  await database.asBureau(bureauId, (db) => insertExampleStudy(db, { bureauId, groupId }));
}

/** Each school with the counts of its latest row. */
function listDemoSchools(
  register: ExampleRegister,
  idByCode: ReadonlyMap<string, string>,
  csv: string,
): DemoSchool[] {
  const [header = [], ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return register.schools.map(({ code, history }) => {
    const latest = rows.findLast((row) => row[header.indexOf('school')] === code) ?? [];
    const count = (name: string) => Number(latest[header.indexOf(name)] ?? 0);
    return {
      code,
      id: idByCode.get(code)!,
      opened: history[0]!.from ?? '1900-01-01',
      teachers: count('teachers'),
      backbone: count('teachersBackbone'),
      intermediateTitle: count('teachersIntermediateTitle'),
      peAndArts: count('teachersPeArts'),
    };
  });
}

/** The person behind a demo account; that they are invented is marked on the record, not in the name. */
function findHolder(
  key: string,
  gender: DemoHolder['gender'],
  userIds: ReadonlyMap<string, string>,
): DemoHolder {
  const { name } = DEMO_ACCOUNTS.find((account) => account.key === key)!;
  const plain = (text: string) => text.replace(/\s*[（(].*$/, '');
  return { nameEn: plain(name.en), nameZh: plain(name.zh), gender, userId: userIds.get(key)! };
}

async function loadRegister({ database }: Services, bureauId: string, register: ExampleRegister) {
  return database.asBureau(bureauId, async (db) => {
    const schools = new Map<string, string>();
    for (const school of register.schools) {
      const { id } = await db
        .insertInto('school')
        .values({ bureau_id: bureauId })
        .returning('id')
        .executeTakeFirstOrThrow();
      schools.set(school.code, id);
      await db
        .insertInto('school_code')
        .values({ bureau_id: bureauId, scheme: 'local', code: school.code, school_id: id })
        .execute();
      await db
        .insertInto('school_profile')
        .values(
          school.history.map((profile) => ({
            bureau_id: bureauId,
            school_id: id,
            during: toRange(profile.from, profile.to),
            name_en: profile.nameEn,
            name_zh: profile.nameZh,
            short_name: school.code,
            stage: school.stage,
            location: profile.location,
            lat: profile.lat,
            lon: profile.lon,
            level: profile.level,
            source: profile.source,
          })),
        )
        .execute();
      for (const character of school.characters) {
        await db
          .insertInto('school_character')
          .values({
            bureau_id: bureauId,
            school_id: id,
            name_en: character.en,
            name_zh: character.zh,
            during: toRange(character.from, null),
          })
          .execute();
      }
    }
    const groups = new Map<string, string>();
    for (const group of register.groups) groups.set(group.code, await insertGroup(db, bureauId, group));
    for (const one of register.memberships) {
      await insertMembership(db, bureauId, {
        groupId: groups.get(one.group)!,
        schoolId: schools.get(one.school)!,
        governing: true,
        role: one.role,
        from: one.from,
        to: one.to,
        source: one.source,
      });
    }
    for (const one of register.clusters) {
      await insertCluster(db, bureauId, {
        ...one,
        groupId: groups.get(one.group)!,
        schoolIds: one.schools.map((code) => schools.get(code)!),
      });
    }
    for (const one of register.affiliations) {
      await db
        .insertInto('affiliation')
        .values({
          bureau_id: bureauId,
          from_school_id: schools.get(one.from)!,
          to_school_id: schools.get(one.to)!,
          kind: one.kind,
          during: toRange(one.since, one.until),
          source: one.source,
        })
        .execute();
    }
    const onlyGroup = groups.values().next().value!;
    for (const event of register.events) {
      await insertEvent(db, bureauId, {
        ...event,
        groupId: event.group ? groups.get(event.group)! : onlyGroup,
        schoolIds: event.schools.map((code) => schools.get(code)!),
        createdBy: null,
      });
    }
    return { schools, groups };
  });
}
