import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type TrellisDatabase } from '../../../platform/database/index.ts';
import { createWorkerPool } from '../../../platform/workers/index.ts';
import { checkFile } from './check-file.ts';
import { importFile, undoImportNow } from './index.ts';
import { createTestBureau, type TestBureau, TODAY } from './testing.ts';
import { EMPTY_SNAPSHOT } from './types.ts';

/** Real registers, too large or not licensed to be kept here: named by TRELLIS_SHARED_DATA, else looked for beside. */
const FOLDER =
  process.env.TRELLIS_SHARED_DATA ?? new URL('../../../../../shared/data', import.meta.url).pathname;
const FILES = {
  schools: 'england/eng_schools_2019_geo_trust.csv',
  register: 'england/eng_gias_hants_surrey_2022.csv',
  membership: 'england/eng_group_membership_2022.csv',
  groups: 'england/eng_groups_2022.csv',
  links: 'england/eng_urn_links_2022.csv',
  hangzhou: 'china/hangzhou_gongshu_education_groups.csv',
} as const;
const pathOf = (name: keyof typeof FILES) => `${FOLDER}/${FILES[name]}`;
const isHere = existsSync(pathOf('schools'));
if (!isHere) process.stdout.write(`real-files: skipped, there are no files in ${FOLDER}\n`);

async function check(name: keyof typeof FILES) {
  return checkFile({
    files: [{ fileName: FILES[name], deflated: deflateSync(await readFile(pathOf(name))) }],
    sheet: null,
    headerRow: null,
    mapping: null,
    presetId: null,
    ownPresets: [],
    snapshot: EMPTY_SNAPSHOT,
    scope: { bureauWide: true, groupIds: [], schoolIds: [] },
    groupId: null,
    today: TODAY,
  });
}

describe.skipIf(!isHere)('shipped presets on real files', () => {
  test('England’s schools of 2018/19 are read without a question, all-through schools once', async () => {
    const output = await check('schools');
    expect(output.presetId).toBe('england-schools-2018-19');
    expect(output.badRowCount).toBe(0);
    expect(output.counts).toMatchObject({ 'schools.new': 19744, 'groups.new': 2273 });
    const profiles = output.plan!.inserts.school_profile;
    expect(profiles.filter(({ stage }) => stage === 'all-through')).toHaveLength(177);
    expect(profiles.every(({ start_known }) => start_known === false)).toBe(true);
    expect(output.plan!.newSchoolValues.variables).toContain('swf_pupil_teacher_ratio');
    expect(output.plan!.newSchoolValues.variables).not.toContain('ofsted_date');
    expect(new Set(output.plan!.newSchoolValues.year)).toEqual(new Set([2018]));
  });

  test('a school number that several schools carry today joins none of them', async () => {
    const { plan, problems } = await check('schools');
    const holders = new Map<unknown, Set<unknown>>();
    for (const { code, school_id } of plan!.inserts.school_code) {
      holders.set(code, (holders.get(code) ?? new Set()).add(school_id));
    }
    expect([...holders.values()].every(({ size }) => size === 1)).toBe(true);
    expect(problems).toMatchObject([{ code: 'shared-present-code', severity: 'notice' }]);
  });

  test('schools that changed their number and kept their establishment number are one school', async () => {
    const { plan, badRowCount } = await check('register');
    expect(badRowCount).toBe(0);
    const codes = plan!.inserts.school_code;
    const [before, after] = ['115856', '148213'].map((urn) => codes.find(({ code }) => code === urn)!);
    expect(after!.school_id).toBe(before!.school_id);
    expect([before!.during, after!.during]).toEqual(['(,2020-12-01)', '[2020-12-01,)']);
    const profiles = plan!.inserts.school_profile.filter(({ school_id }) => school_id === before!.school_id);
    expect(profiles.map(({ during }) => during)).toEqual(['[2019-09-01,2020-12-01)', '[2020-12-01,)']);
    const alton = plan!.inserts.school_profile.find(({ name_en }) => name_en === 'Alton Infant School')!;
    expect(alton).toMatchObject({ location: 'urban', stage: 'primary' });
    expect(alton.lat).toBeCloseTo(51.152, 2);
    expect(alton.lon).toBeCloseTo(-0.972, 2);
  });

  test('joining days before a group was founded are told, and groups that closed before they opened left out', async () => {
    const membership = await check('membership');
    expect(membership.badRowCount).toBe(0);
    expect(membership.problems.filter(({ code }) => code === 'joined-before-group')).toHaveLength(50);
    const groups = await check('groups');
    expect(groups.badRowCount).toBe(0);
    expect(groups.problems).toMatchObject([{ code: 'closed-before-opened', severity: 'notice' }]);
  });

  test('links between schools that are not on record are one notice, not thirty thousand', async () => {
    const links = await check('links');
    expect(links).toMatchObject({ badRowCount: 0, noticeCount: 1 });
    expect(links.problems[0]).toMatchObject({ code: 'links-outside', params: { count: 30646 } });
  });

  test('Hangzhou’s campuses of one name stay apart, stand where WGS 84 has them, and say when they are not yet open', async () => {
    const { plan, problems, presetId } = await check('hangzhou');
    expect(presetId).toBe('hangzhou-education-groups');
    expect(plan!.inserts.school_profile.filter(({ name_zh }) => name_zh === '附属小学')).toHaveLength(2);
    const wenhua = plan!.inserts.school_profile.find(({ name_zh }) => name_zh === '文华幼儿园')!;
    expect(wenhua.stage).toBe('kindergarten');
    expect(wenhua.lat).toBeCloseTo(30.3122, 3);
    expect(wenhua.lon).toBeCloseTo(120.137, 3);
    expect(plan!.inserts.school_profile.find(({ name_zh }) => name_zh === '文晖中学')!.stage).toBeNull();
    expect(problems.every(({ code }) => code === 'not-yet-open')).toBe(true);
    expect(problems.length).toBeGreaterThan(10);
  });
});

describe.skipIf(!isHere)('real files in the database', () => {
  const workers = createWorkerPool(1);
  let database: TrellisDatabase;
  let bureau: TestBureau;
  beforeAll(async () => {
    database = await openDatabase({ dataFolder: 'memory' });
    bureau = await createTestBureau(database, workers);
  });
  afterAll(async () => {
    await database.close();
    await workers.close();
  });

  const run = async (name: keyof typeof FILES) => {
    const result = await importFile(bureau.services, {
      bureauId: bureau.bureauId,
      actorName: 'test',
      fileName: FILES[name],
      bytes: await readFile(pathOf(name)),
    });
    if (result.kind !== 'applied') throw new Error(JSON.stringify(result.problems.slice(0, 5)));
    return result;
  };

  test('each is applied, changes nothing when it comes again, and is taken back without a trace', {
    timeout: 600_000,
  }, async () => {
    const empty = await bureau.dump();
    // The two national files take minutes; bench/import-england.ts times them, TRELLIS_TEST_LONG=1 adds them here.
    const national = process.env.TRELLIS_TEST_LONG === '1';
    const names = (['hangzhou', 'register', 'schools', 'groups', 'membership', 'links'] as const).filter(
      (name) => national || (name !== 'schools' && name !== 'membership'),
    );
    const applied: { importId: string; before: string }[] = [];
    for (const name of names) {
      const before = await bureau.dump();
      applied.push({ importId: (await run(name)).importId, before });
      const after = await bureau.dump();
      const again = await run(name);
      expect(
        Object.keys(again.counts).filter((key) => !key.endsWith('.same')),
        name,
      ).toEqual([]);
      await undoImportNow(bureau.services, { bureauId: bureau.bureauId, importId: again.importId });
      expect((await bureau.dump()) === after, name).toBe(true);
    }
    for (const { importId, before } of applied.reverse()) {
      await undoImportNow(bureau.services, { bureauId: bureau.bureauId, importId });
      expect((await bureau.dump()) === before).toBe(true);
    }
    expect(await bureau.dump()).toBe(empty);
  });
});
