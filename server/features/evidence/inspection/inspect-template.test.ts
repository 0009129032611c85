import { cn2017Quality } from '@trellis/engines/balance';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { writeWorkbook } from '../../../platform/tables/index.ts';
import { type Inspection, runInspect } from './index.ts';
import { encode, inspect } from './run-on-files.ts';

const HEADER =
  '学校,学段,年份,学生数,教师数,高于规定学历教师数,县级以上骨干教师数,体育艺术专任教师数,教学及辅助用房面积,体育运动场馆面积,教学仪器设备值,网络多媒体教室数,教育集团';
const FILE = `${HEADER}
北港,小学,2018,1800,105,80,22,17,8300,14000,3900000,44,北港集团
城北,小学,2018,1200,75,52,12,11,5400,9000,2500000,30,北港集团
石门,小学,2018,600,40,20,2,5,3500,5000,800000,12,北港集团
城西,小学,2018,640,40,22,8,6,3600,5200,1300000,15,城西集团
`;

const judge = async (text: string | Uint8Array, ...argv: string[]): Promise<Inspection> => {
  const result = await inspect({ 'f.csv': text }, 'f.csv', '--pack', 'cn-2017-quality', '--json', ...argv);
  expect(result.stderr).toBe('');
  expect(result.exitCode).toBe(0);
  return result.json();
};

describe('trellis inspect with a standard pack', () => {
  test('judges the weighted variation and every school', async () => {
    const answer = await judge(FILE);
    expect(answer).toMatchObject({
      pack: 'cn-2017-quality',
      stage: 'primary',
      year: 2018,
      weighting: 'enrolment',
      area: { schools: 4, pupils: 4240 },
      verdict: 'not-met',
    });
    expect(answer.indicators.map(({ id }) => id)).toEqual(cn2017Quality.indicators.map(({ id }) => id));
    const backbone = answer.indicators.find(({ id }) => id === 'teachers-backbone')!;
    // Worked by hand: x = 100 X / P, mean = 100 ΣX / ΣP, CV = sqrt(Σ P (x − mean)² / ΣP) / mean.
    const schools = [
      [1800, 22],
      [1200, 12],
      [600, 2],
      [640, 8],
    ] as const;
    const mean = (100 * 44) / 4240;
    const squares = schools.reduce((sum, [p, x]) => sum + p * ((100 * x) / p - mean) ** 2, 0);
    expect(backbone.mean).toBeCloseTo(mean, 12);
    expect(backbone.cv).toBeCloseTo(Math.sqrt(squares / 4240) / mean, 12);
    expect(backbone).toMatchObject({ cvLimit: 0.5, verdict: 'met' });
    expect(backbone.schools.map(({ school, met, standard }) => [school, met, standard])).toEqual([
      ['北港', true, 1],
      ['城北', true, 1],
      ['石门', false, 1],
      ['城西', true, 1],
    ]);
    expect(answer.schools.find(({ school }) => school === '石门')).toMatchObject({
      of: 7,
      verdict: 'not-met',
    });
  });

  test('names indicators and says its verdict in the language asked for', async () => {
    const english = await judge(FILE);
    const chinese = await judge(FILE, '--lang', 'zh');
    expect(english.indicators[1]?.name).toContain('Backbone teachers');
    expect(chinese.indicators[1]?.name).toContain('骨干教师');
    expect(english.summary).toMatch(
      /^Not balanced by “High-quality balance 2017” \(4 primary schools, 4,240 pupils, 2018\)/,
    );
    expect(chinese.summary).toMatch(/^未达到“优质均衡 2017”要求（2018年，4所小学，学生4240人）/);
  });

  test('judges by the mean of the variations where the pack limits that, and says so in its verdict', async () => {
    const uneven = `school,stage,year,pupils,teachers,teachersAboveQualification,teachersIntermediateTitle,teachingAreaM2,sportsAreaM2,equipmentYuan,computers,books
A,primary,2024,1000,90,80,60,9000,15000,4000000,300,40000
B,primary,2024,900,9,7,3,300,500,90000,9,900
`;
    const say = async (lang: string) => {
      const flags = ['--pack', 'cn-2012-basic', '--lang', lang, '--json'];
      return (await inspect({ 'f.csv': uneven }, 'f.csv', ...flags)).json();
    };
    const answer = await say('en');
    expect(answer.verdict).toBe('not-met');
    expect(answer.summary).toMatch(/^Not balanced by “Basic balance 2012”.*the limit 0\.65\.$/);
    expect((await say('zh')).summary).toMatch(/^未达到“基本均衡 2012”要求/);
  });

  test('gives the same answer from English headers, a GB18030 file and a workbook', async () => {
    const english = FILE.replace(
      HEADER,
      'School, STAGE ,year,Pupils,teachers,Teachers_Above_Qualification,teachersBackbone,teachersPeArts,教学及辅助用房面积（㎡）,sportsAreaM2,equipmentYuan,multimediaRooms,group',
    ).replaceAll('小学', 'primary');
    const expected = await judge(FILE);
    expect(await judge(english)).toEqual(expected);

    const chinese = await judge(iconv.encode(FILE, 'gb18030'));
    expect(chinese.notices[0]).toContain('GB18030');
    expect({ ...chinese, notices: [] }).toEqual({ ...expected, notices: [] });

    const [header, ...rows] = FILE.trim()
      .split('\n')
      .map((line) => line.split(','));
    const workbook = await writeWorkbook({
      sheets: [
        {
          name: '2018',
          columns: header!.map((text) => ({ header: text })),
          rows: rows.map((cells) => cells.map((cell) => (/^\d+$/.test(cell) ? Number(cell) : cell))),
        },
      ],
    });
    const result = await inspect({ 'f.xlsx': workbook }, 'f.xlsx', '--pack', 'cn-2017-quality', '--json');
    expect(result.json()).toEqual(expected);
  });

  test('does not judge an indicator whose column is left out, and never takes it for zero', async () => {
    const without = FILE.split('\n')
      .map((line) =>
        line
          .split(',')
          .filter((_, index) => index !== 10)
          .join(','),
      )
      .join('\n');
    const answer = await judge(without);
    const equipment = answer.indicators.find(({ id }) => id === 'equipment');
    expect(equipment).toMatchObject({
      mean: null,
      cv: null,
      verdict: 'not-judged',
      reason: 'no-column',
      explanation: 'the file has no column for it',
      schools: [],
    });
    expect(answer.notices.join()).toContain('equipmentYuan / 教学仪器设备值');
  });

  test('leaves a school without a value out of the indicator and says so', async () => {
    const answer = await judge(FILE.replace(',12,北港集团\n城西', ',,北港集团\n城西'));
    const rooms = answer.indicators.find(({ id }) => id === 'multimedia-rooms');
    expect(rooms?.schools.map(({ school }) => school)).toEqual(['北港', '城北', '城西']);
    expect(answer.notices.join()).toContain(
      'Schools without a value for “Networked multimedia classrooms per 100 pupils”: 1 of 4',
    );
  });

  test('leaves out a row of totals', async () => {
    const answer = await judge(`${FILE}合计,,2018,4240,,,,,,,,,\n`);
    expect(answer.area).toEqual({ schools: 4, pupils: 4240 });
    expect(answer.notices.join()).toContain('“合计” is a total');
  });

  test('takes the latest year and says so, or the year asked for', async () => {
    const both = `${FILE}${FILE.split('\n').slice(1).join('\n').replaceAll(',2018,', ',2019-2020学年,')}`;
    const latest = await judge(both);
    expect(latest.year).toBe(2019);
    expect(latest.notices.join()).toContain('2018, 2019; 2019 was judged');
    expect((await judge(both, '--year', '2018')).year).toBe(2018);
    const wrong = await inspect({ 'f.csv': both }, 'f.csv', '--pack', 'cn-2017-quality', '--year', '2010');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('no rows for 2010; it has 2018, 2019. Maybe use --year 2019');
  });

  test('asks for the stage when the file has several, naming them', async () => {
    const both = `${FILE}中学,初中,2018,900,70,60,12,9,6000,9500,2400000,22,北港集团\n`;
    const refused = await inspect({ 'f.csv': both }, 'f.csv', '--pack', 'cn-2017-quality');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('several stages: primary, junior. Maybe add --stage primary.');
    expect((await judge(both, '--stage', '初中')).area.schools).toBe(1);
    expect((await judge(both, '--stage', 'primary')).area.schools).toBe(4);
  });

  test('divides through-schools between their stages by weighted pupils', async () => {
    const header = `${HEADER},小学学生数,初中学生数,高中学生数`;
    const text = `${header}\n希望,九年一贯制,2018,1050,80,50,22,9,6000,9500,2400000,22,,550,500,\n北港,小学,2018,1800,105,80,22,17,8300,14000,3900000,44,,,,\n`;
    const answer = await judge(text, '--stage', 'primary');
    const backbone = answer.indicators.find(({ id }) => id === 'teachers-backbone');
    // 550 × 1 and 500 × 1.1 are equal weights: half of 22.
    expect(backbone?.schools[0]).toMatchObject({ school: '希望', value: (100 * 11) / 550 });
    expect(answer.area.pupils).toBe(2350);
    const without = await inspect(
      { 'f.csv': text.replace(',550,500,', ',550,,') },
      'f.csv',
      '--pack',
      'cn-2017-quality',
      '--stage',
      'primary',
    );
    expect(without.stderr).toContain('column O ‘初中学生数’: A nine-year school needs its pupils by stage');
  });

  test('answers one by one with --by, by header or by field', async () => {
    for (const by of ['教育集团', 'group']) {
      const result = await inspect(
        { 'f.csv': FILE },
        'f.csv',
        '--pack',
        'cn-2017-quality',
        '--json',
        '--by',
        by,
      );
      const answers: Inspection[] = result.json();
      expect(answers.map(({ key, area }) => [key, area.schools])).toEqual([
        ['北港集团', 3],
        ['城西集团', 1],
      ]);
      expect(answers[1]?.indicators[0]).toMatchObject({ cv: null, reason: 'single-school' });
    }
  });

  test('takes a pack from a file', async () => {
    const pack = JSON.stringify({
      ...cn2017Quality,
      id: 'own',
      indicators: cn2017Quality.indicators.slice(0, 2),
      rules: { variation: 'each' },
    });
    const files = { 'f.csv': FILE, 'own.json': pack, 'bad.json': '{"id": 3}' };
    const own = await inspect(files, 'f.csv', '--pack', 'own.json', '--json');
    expect(own.json()).toMatchObject({ pack: 'own', indicators: [{}, {}] });
    const bad = await inspect(files, 'f.csv', '--pack', 'bad.json');
    expect([bad.exitCode, bad.stderr]).toEqual([2, expect.stringContaining('bad.json')]);
  });
});

describe('trellis inspect on bad input', () => {
  const bad = `school,stage,year,pupils,teachers,teachersBackbone,pupilsPrimary,pupilsJunior
BG,primary,2018,"1,200",105,120,,
CB,primray,2018,12%,75,12,,
ZS,nine-year,2018,600,40,2,300,
,primary,2018,0,40,3,,
BG,primary,2018,无,40.5,-3,,
FM,primary,last year,60000,4,1,,
`;
  const EXPECTED = [
    ['number-as-text', 2, 'D'],
    ['part-exceeds-whole', 2, 'F'],
    ['unknown-stage', 3, 'B'],
    ['percent-as-number', 3, 'D'],
    ['mixed-stage-needs-pupils', 4, 'H'],
    ['missing-school', 5, 'A'],
    ['zero-pupils', 5, 'D'],
    ['none-or-zero', 6, 'D'],
    ['duplicate-school-year', 6, undefined],
    ['not-whole', 6, 'E'],
    ['negative-number', 6, 'F'],
    ['bad-year', 7, 'C'],
    ['impossible-value', 7, 'D'],
  ];

  test('names every fault with its row and column, once, and judges nothing', async () => {
    const result = await inspect({ 'f.csv': bad }, 'f.csv', '--pack', 'cn-2017-quality', '--json');
    expect(result.exitCode).toBe(2);
    const { problems, error } = result.json();
    const errors = problems.filter(({ severity }: { severity: string }) => severity === 'error');
    const found = errors.map(({ code, row, letter }: Record<string, unknown>) => [code, row, letter]);
    expect(found).toHaveLength(EXPECTED.length);
    expect(found).toEqual(expect.arrayContaining(EXPECTED));
    expect(error.message).toBe(`The input has ${EXPECTED.length} problems; nothing was judged.`);
    expect(errors[0]).toMatchObject({
      file: 'f.csv',
      value: '1,200',
      message: '“1,200” is written as text, not as a number.',
      remedy: 'Type it as a plain number: 1200, if that is what is meant.',
      place: 'row 2, column D ‘pupils’',
    });
  });

  test('says the same in words on stderr, in either language, a line each', async () => {
    const english = await inspect({ 'd/f.csv': bad }, 'd/f.csv', '--pack', 'cn-2017-quality');
    const chinese = await inspect({ 'd/f.csv': bad }, 'd/f.csv', '--pack', 'cn-2017-quality', '--lang', 'zh');
    expect(english.stdout + chinese.stdout).toBe('');
    expect(english.stderr.trim().split('\n')).toHaveLength(EXPECTED.length);
    expect(chinese.stderr.trim().split('\n')).toHaveLength(EXPECTED.length);
    expect(english.stderr).toMatch(/^f\.csv, row 2, column D ‘pupils’: “1,200” is written as text/);
    expect(chinese.stderr).toMatch(/^f\.csv，第2行D列“pupils”：“1,200”是文本，不是数字。/);
  });

  test('accepts numbers written as text only when told to, percentages never', async () => {
    const text = FILE.replace(',1800,', ',"1,800",').replace(',1200,', ',１２００,');
    expect((await inspect({ f: text }, 'f', '--pack', 'cn-2017-quality')).exitCode).toBe(2);
    expect((await judge(text, '--accept-numbers-as-text')).area.pupils).toBe(4240);
    const percent = FILE.replace(',1800,', ',18%,');
    const told = await inspect({ f: percent }, 'f', '--pack', 'cn-2017-quality', '--accept-numbers-as-text');
    expect(told.stderr).toContain('“18%” is a percentage');
  });

  test('names missing columns, doubled ones and options that do not exist', async () => {
    const without = await inspect(
      { f: 'name,size\na,1\n' },
      'f',
      '--pack',
      'cn-2017-quality',
      '--stage',
      'primary',
    );
    expect(without.stderr).toContain('There is no column for Pupils (pupils / 学生数)');
    expect(without.stderr).toContain('None of the columns feeds an indicator');
    const doubled = await inspect(
      { f: FILE.replace('教师数,高', '在校生数,高') },
      'f',
      '--pack',
      'cn-2017-quality',
    );
    expect(doubled.stderr).toContain('both feed Pupils');
    const options = await inspect({}, 'none.csv', '--pack', 'nine', '--lang', 'fr', '--fast', '--by');
    expect(options.exitCode).toBe(2);
    for (const part of ['“nine”', '“fr”', '--fast', '--by is missing', 'none.csv cannot be opened: ENOENT']) {
      expect(options.stderr).toContain(part);
    }
    expect((await inspect({}, '--json')).json().problems).toHaveLength(2);
  });

  test('is a fault, exit code 1, only when the program itself fails', async () => {
    const result = await runInspect(['f.csv', '--pack', 'group-default', '--value', 'a'], {
      stdout: {
        write: () => {
          throw new Error('disk full');
        },
      },
      stderr: { write: () => true },
      readFile: async () => encode('school,a\nx,1\ny,2\n'),
    });
    expect(result).toBe(1);
  });

  test('spares a formula in a column nobody asked for', async () => {
    const { buildWorkbook, sheetData } = await import('../../../platform/tables/fixtures.ts');
    const rows = [
      ['school', 'a', 'b'],
      ['x', 1, '<c><f>1+1</f><v>2</v></c>'],
      ['y', 3, 4],
    ];
    const files = { 'f.xlsx': buildWorkbook({ sheets: { one: sheetData(rows) } }) };
    const spared = await inspect(files, 'f.xlsx', '--pack', 'group-default', '--value', 'a');
    expect(spared.exitCode).toBe(0);
    const used = await inspect(files, 'f.xlsx', '--pack', 'group-default', '--value', 'b');
    expect([used.exitCode, used.stderr]).toEqual([
      2,
      expect.stringContaining('Cell C2 holds the formula =1+1'),
    ]);
  });
});

describe('the text for a terminal', () => {
  test('says the verdict first and lines up columns with Chinese in them', async () => {
    const { stdout } = await inspect({ f: FILE }, 'f', '--pack', 'cn-2017-quality', '--lang', 'zh');
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^未达到“优质均衡 2017”要求/);
    const width = (text: string) => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? 2 : 1), 0);
    const verdictAt = lines
      .slice(4, 11)
      .map((line) => width(line.slice(0, line.lastIndexOf('达标') - (line.includes('未达标') ? 1 : 0))));
    expect(new Set(verdictAt).size).toBe(1);
    expect(stdout).toContain('石门');
  });

  test('lists the parts of a file one a line', async () => {
    const { stdout } = await inspect({ f: FILE }, 'f', '--pack', 'cn-2017-quality', '--by', 'group');
    expect(stdout).toContain('2 parts of the file');
    expect(stdout).toMatch(/城西集团 +1 .*only one school has a value/);
  });

  test('explains itself with --help in both languages', async () => {
    expect((await inspect({}, '--help')).stdout).toContain('--accept-numbers-as-text');
    expect((await inspect({}, '--help', '--lang', 'zh')).stdout).toContain('退出码');
  });
});
