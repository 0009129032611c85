import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type StudyDetail, type StudyResult, studyResult } from '@trellis/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ask, ask } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';

const SCHOOLS = 24;
const YEARS = [2018, 2019, 2020, 2021];

/** Every second school begins in 2020; its score is two higher from then on. Nothing is drawn at random. */
function writePanel(extra = (_school: number) => ''): string {
  const rows = Array.from({ length: SCHOOLS }, (_, school) =>
    YEARS.map((year, wave) => {
      const treated = school % 2 === 0 && year >= 2020 ? 1 : 0;
      const wobble = (((school * 7 + wave * 11) % 13) - 6) / 20;
      const score = 50 + school + wave + 2 * treated + wobble;
      return `S${school},${year},${school % 2 === 0 ? 2020 : ''},${score},${school < 12 ? 'north' : 'south'},${school < 4 ? 'a' : 'b'}${extra(school)}`;
    }).join('\n'),
  );
  return `school,year,first_year,score,region,kind${extra(-1)}\n${rows.join('\n')}\n`;
}

const DESIGN = {
  question: 'Does joining help?',
  outcomes: ['score'],
  unit: 'school',
  time: 'year',
  treatedFrom: 'first_year',
  estimator: 'twfe',
  selection: 'volunteered',
  partnersAmongControls: 'no',
};

for (const database of DATABASES) {
  describe(`studies on ${database.name}`, () => {
    let server: TestServer;
    let officer: string;
    beforeAll(async () => {
      server = await startTestServer(database);
      officer = await server.signIn('bureau-officer');
    });
    afterAll(() => server?.close());

    const as = (request: Parameters<typeof ask>[1], options: Ask = {}) =>
      ask(server, request, { cookie: officer, ...options });
    const upload = (id: string, text: string | Buffer, fileName = 'panel.csv') =>
      as(`POST /api/studies/${id}/data?fileName=${fileName}`, {
        body: typeof text === 'string' ? Buffer.from(text) : text,
        headers: { 'content-type': 'application/octet-stream' },
      });
    const begin = async (design: object | null = DESIGN, text = writePanel()): Promise<string> => {
      const { id } = (await as('POST /api/studies', { body: { title: 'Joining' } })).body as StudyDetail;
      expect((await upload(id, text)).status).toBe(200);
      if (design) expect((await as(`PUT /api/studies/${id}/design`, { body: design })).status).toBe(200);
      return id;
    };
    const check = async (id: string, design: object | null = null) =>
      (await as(`POST /api/studies/${id}/check`, { body: { design } })).body;
    const codesOf = (checked: { findings: { code: string }[] }) => checked.findings.map(({ code }) => code);
    const finish = async (id: string): Promise<StudyDetail> => {
      for (let turn = 0; turn < 200; turn++) {
        const { body } = await as(`GET /api/studies/${id}`);
        if (body.status !== 'running') return body;
        await wait(50);
      }
      throw new Error('The study did not end.');
    };

    test('go from upload over freezing to a result, and the hash can be computed again from what was frozen', async () => {
      const id = await begin();
      const checked = await check(id);
      expect(checked).toMatchObject({
        mayFreeze: true,
        facts: { units: SCHOOLS, treatedUnits: 12, comparisonUnits: 12, periods: YEARS },
      });
      expect((await as(`POST /api/studies/${id}/run`)).status).toBe(409);
      const frozen = (await as(`POST /api/studies/${id}/freeze`)).body as StudyDetail;
      expect(frozen).toMatchObject({ status: 'frozen', frozenBy: expect.any(String) });
      const { rows } = await sql<{
        frozen_text: string;
      }>`select frozen_text from study where id = ${id}`.execute(server.trellis.services.database.system);
      expect(createHash('sha256').update(rows[0]!.frozen_text).digest('hex')).toBe(frozen.hash);
      expect(rows[0]!.frozen_text).toContain(frozen.data!.sha256);

      expect((await as(`POST /api/studies/${id}/run`)).status).toBe(200);
      expect(await finish(id)).toMatchObject({ status: 'done' });
      const result = studyResult.parse((await as(`GET /api/studies/${id}/result`)).body) as StudyResult;
      const [outcome] = result.outcomes;
      expect(outcome!.headline.estimate).toBeCloseTo(2, 0);
      expect(outcome!.headline.direction).toBe('higher');
      expect(outcome!.headline.sentence.en).toMatch(/95 % interval/);
      expect(outcome!.headline.sentence.zh).toMatch(/95% 区间/);
      expect(outcome!.eventStudy.map(({ eventTime }) => eventTime)).toEqual([-2, -1, 0, 1]);
      expect(outcome!.preTrend).not.toBeNull();
      expect(outcome!.placebo).toHaveLength(1);
      expect(outcome!.sensitivity.length).toBeGreaterThan(3);
      expect(result.methods.en).toContain(frozen.hash!);
      expect((await as(`POST /api/studies/${id}/run`)).status).toBe(409);

      for (const [format, begins] of [
        ['json', '{'],
        ['html', '<!doctype html>'],
        ['r', '#'],
        ['xlsx', 'PK'],
        ['docx', 'PK'],
      ]) {
        const file = await as(`GET /api/studies/${id}/export?format=${format}&lang=zh`);
        expect(file.status, format).toBe(200);
        expect(file.bytes.toString('latin1').startsWith(begins!), format).toBe(true);
      }
      const report = (await as(`GET /api/studies/${id}/report?lang=zh`)).text;
      expect(report).toContain('<svg');
      expect(report).toContain(outcome!.headline.sentence.zh.replaceAll('<', '&lt;'));
      expect(report).not.toMatch(/NaN|undefined|<script/);
    });

    test('a frozen study stands: neither the page nor the database changes it, only a new version that names it', async () => {
      const id = await begin();
      await as(`POST /api/studies/${id}/freeze`);
      expect(
        (await as(`PUT /api/studies/${id}/design`, { body: { ...DESIGN, estimator: 'event' } })).status,
      ).toBe(409);
      expect((await upload(id, writePanel())).status).toBe(409);
      expect((await as(`DELETE /api/studies/${id}`)).status).toBe(409);
      const { system } = server.trellis.services.database;
      for (const statement of [
        sql`update study set design = '{}' where id = ${id}`,
        sql`update study set hash = null, frozen_at = null, frozen_text = null, frozen_by = null, status = 'draft' where id = ${id}`,
        sql`delete from study where id = ${id}`,
        sql`update study_data set sha256 = repeat('0', 64) where study_id = ${id}`,
        sql`delete from study_data where study_id = ${id}`,
      ]) {
        await expect(statement.execute(system)).rejects.toThrow(/frozen/);
      }
      const later = (await as(`POST /api/studies/${id}/versions`)).body as StudyDetail;
      expect(later).toMatchObject({
        status: 'draft',
        version: 2,
        earlier: id,
        design: { estimator: 'twfe' },
      });
      expect((await as(`GET /api/studies/${id}`)).body.later).toEqual([{ id: later.id, version: 2 }]);
      const changed = await as(`PUT /api/studies/${later.id}/design`, {
        body: { ...DESIGN, estimator: 'event' },
      });
      expect(changed.status).toBe(200);
      expect((await as(`DELETE /api/studies/${later.id}`)).status).toBe(200);
    });

    test('no result can be written for a study that is not frozen', async () => {
      const id = await begin();
      const { system } = server.trellis.services.database;
      const write = sql`insert into study_result (study_id, bureau_id, body) select id, bureau_id, '{}' from study where id = ${id}`;
      await expect(write.execute(system)).rejects.toThrow(/frozen/);
    });

    test('a file that tells who somebody is is not kept, and the columns are named', async () => {
      const id = await begin(null);
      const names = [
        '王小明',
        '李丽',
        '张伟',
        '刘芳',
        '陈静',
        '杨洋',
        '赵敏',
        '黄磊',
        '周杰',
        '吴迪',
        '徐晶',
        '孙悦',
      ];
      const withNames = writePanel((school) => (school < 0 ? ',学生' : `,${names[school % names.length]}`));
      const refused = await upload(id, withNames);
      expect(refused.status).toBe(422);
      expect(refused.body.error.message).toContain('学生');
      const withNumbers = writePanel((school) =>
        school < 0 ? ',who' : `,3304832010010${1000 + school}1`.slice(0, 19),
      );
      expect((await upload(id, withNumbers)).status).toBe(422);
      expect(
        (await as(`GET /api/studies/${id}`)).body.data.columns.map(({ name }: { name: string }) => name),
      ).not.toContain('who');
    });

    test('values that few rows have are not shown as examples', async () => {
      const id = await begin(null);
      const { columns } = (await as(`GET /api/studies/${id}`)).body.data;
      const of = (name: string) => columns.find((column: { name: string }) => column.name === name);
      expect(of('school')).toMatchObject({ type: 'category', distinct: SCHOOLS, examples: [] });
      expect(of('region').examples.sort()).toEqual(['north', 'south']);
      expect(of('first_year')).toMatchObject({ missing: 48 });
    });

    test('what is wrong with a design is said before the outcome is opened', async () => {
      const id = await begin();
      const found = async (change: object) => codesOf(await check(id, { ...DESIGN, ...change }));
      expect(await found({ outcomes: [] })).toContain('no-outcome');
      expect(await found({ unit: 'nowhere' })).toContain('unknown-column');
      expect(await found({ outcomes: ['region'] })).toContain('not-numeric');
      expect(await found({ assignedBy: 'region', cluster: 'school' })).toContain('clusters-below-assignment');
      expect(await found({ cluster: 'region', assignedBy: 'school' })).toContain('few-clusters');
      expect(await found({ standardErrors: 'hc1' })).toContain('errors-not-clustered');
      expect(await found({ selection: 'weak-chosen' })).toContain('weak-chosen');
      expect(await found({ partnersAmongControls: 'yes' })).toContain('partners-as-controls');
      expect(await found({ covariates: [{ column: 'year', measured: 'after' }] })).toContain(
        'post-treatment-control',
      );
      expect(await found({ estimator: 'match', treated: null })).toContain('no-covariates');
      const baseline = { estimator: 'match-did', covariates: [{ column: 'year', measured: 'unknown' }] };
      expect(await found(baseline)).toContain('control-time-unknown');
      const late = {
        estimator: 'mediate',
        mediators: [{ column: 'year', measuredAt: 3, level: 'unit' }],
        outcomeMeasuredAt: 2,
      };
      expect(await found(late)).toContain('mediator-not-before-outcome');
      await as(`PUT /api/studies/${id}/design`, { body: { ...DESIGN, assignedBy: 'region' } });
      const barred = await as(`POST /api/studies/${id}/freeze`);
      expect(barred.status).toBe(422);
      expect(barred.body.error.message).toContain('region');
    });

    test('timing is looked at: staggered starts, always treated, one period before, nobody to compare with', async () => {
      const panel = (start: (school: number) => number) =>
        `school,year,first_year,score\n${Array.from({ length: 20 }, (_, school) => YEARS.map((year) => `S${school},${year},${start(school)},${school + year}`).join('\n')).join('\n')}\n`;
      const found = async (start: (school: number) => number, change: object = {}) =>
        codesOf(await check(await begin({ ...DESIGN, ...change }, panel(start))));
      expect(await found((school) => [0, 2019, 2020][school % 3]!)).toContain('staggered-timing');
      expect(await found((school) => [0, 2019, 2020][school % 3]!, { estimator: '2x2' })).toContain(
        'staggered-two-by-two',
      );
      expect(await found((school) => [0, 2018, 2020][school % 3]!)).toContain('always-treated');
      expect(await found((school) => [0, 2019][school % 2]!)).toContain('single-pre-period');
      expect(await found(() => 2020)).toContain('no-controls');
    });

    test('groups of fewer than five schools on a side are hidden and counted', async () => {
      const id = await begin({ ...DESIGN, subgroups: ['kind', 'region'] });
      await as(`POST /api/studies/${id}/freeze`);
      await as(`POST /api/studies/${id}/run`);
      await finish(id);
      const result = (await as(`GET /api/studies/${id}/result`)).body as StudyResult;
      const rows = result.outcomes[0]!.heterogeneity;
      expect(rows.find(({ group }) => group === 'a')).toMatchObject({
        suppressed: true,
        estimate: null,
        units: null,
      });
      const [north] = rows.filter(({ group }) => group === 'north');
      expect(north!.adjustedPValue).toBeGreaterThanOrEqual(north!.pValue!);
      expect(result.suppressedCells).toBe(1);
    });

    test('data that cannot carry the number end as a refusal in both languages', async () => {
      const text = writePanel().replace(/,(\d+\.?\d*),(north|south)/g, ',7,$2');
      const id = await begin(DESIGN, text);
      await as(`POST /api/studies/${id}/freeze`);
      await as(`POST /api/studies/${id}/run`);
      expect(await finish(id)).toMatchObject({ status: 'refused' });
      const { headline } = ((await as(`GET /api/studies/${id}/result`)).body as StudyResult).outcomes[0]!;
      expect(headline).toMatchObject({ estimate: null, direction: 'not-estimable' });
      expect(headline.sentence.zh).toMatch(/\p{Script=Han}/u);
    });

    test('the register can be the source: schools by year, treated from their first year in the group', async () => {
      const { id } = (await as('POST /api/studies', { body: { title: 'Register' } })).body as StudyDetail;
      const offer = (await as('GET /api/study-indicators')).body;
      expect(offer.indicators.map(({ id: one }: { id: string }) => one)).toContain('teachersBackbone/pupils');
      const taken = await as(`POST /api/studies/${id}/register-data`, {
        body: { groupId: offer.groups[0].id, indicators: ['teachersBackbone/pupils'] },
      });
      expect(taken.status).toBe(200);
      expect(taken.body.data.columns.map(({ name }: { name: string }) => name)).toEqual([
        'school',
        'year',
        'first_year_in_group',
        'in_group',
        'teachersBackbone/pupils',
      ]);
      const design = {
        ...DESIGN,
        outcomes: ['teachersBackbone/pupils'],
        treatedFrom: 'first_year_in_group',
        estimator: 'callaway-santanna',
        control: 'not-yet',
      };
      const checked = await check(id, design);
      expect(checked.facts).toMatchObject({ units: 7, treatedUnits: 7, comparisonUnits: 0 });
      expect(codesOf(checked)).toContain('few-clusters');
    });

    test('a chief principal sees the group’s studies and not those of the bureau', async () => {
      const chief = await server.signIn('chief-principal');
      const bureaus = await begin(null);
      expect((await as(`GET /api/studies/${bureaus}`, { cookie: chief })).status).toBe(404);
      const own = (await as('POST /api/studies', { cookie: chief, body: { title: 'Ours' } }))
        .body as StudyDetail;
      const list = (await as('GET /api/studies?pageSize=200', { cookie: chief })).body;
      const ids = list.items.map(({ id }: { id: string }) => id);
      expect(ids).toContain(own.id);
      expect(ids).not.toContain(bureaus);
      expect((await as(`GET /api/studies/${own.id}`)).status).toBe(200);
    });
  });
}
