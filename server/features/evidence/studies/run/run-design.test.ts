import { gzipSync } from 'node:zlib';
import { studyDesign, studyEstimators, studyResult } from '@trellis/contract';
import { createRandomNumbers } from '@trellis/engines/kernel';
import { simulateStrongSchools } from '@trellis/engines/testkit/strong-school-example';
import { describe, expect, test } from 'vitest';
import { readStudyTable, type StudyTable } from '../design/study-table.ts';
import { listTables } from '../exports/result-tables.ts';
import { writeRScript } from '../exports/write-r-script.ts';
import { renderReport } from '../report/index.ts';
import { runDesignOnTable } from './run-design.ts';

const ABOUT = {
  studyId: null,
  title: 'Strong schools',
  fileName: 'strong.csv',
  dataSha256: '0'.repeat(64),
  hash: null,
  frozenAt: null,
  softwareVersion: '0',
};

function drawTable(): StudyTable {
  const { rows, columns } = simulateStrongSchools(createRandomNumbers(7), {
    schools: 40,
    treatedSchools: 18,
    pupilsPerSchool: 8,
  });
  const write = (values: ArrayLike<number>, prefix = '') =>
    Array.from(values, (value) => `${prefix}${value}`);
  const cells = {
    school: write(columns.school, 'S'),
    year: write(columns.year),
    first_year: write(columns.firstYear),
    mathematics: write(columns.mathematics),
    peers: write(columns.peerRelationships),
    leadership: write(columns.principalLeadership),
    style: write(columns.teachingStyle),
    family: write(columns.socioeconomicStatus),
    girl: write(columns.girl),
  };
  return { rows, names: Object.keys(cells), columns: Object.values(cells) };
}

const DESIGN = {
  question: 'Does it help?',
  outcomes: ['mathematics'],
  unit: 'school',
  time: 'year',
  treatedFrom: 'first_year',
  scale: 'sd-comparison-before',
};
const CHANNELS = ['peers', 'leadership', 'style'].map((column) => ({
  column,
  measuredAt: 0.25,
  level: 'pupil',
}));
const FAMILY = [{ column: 'family', measured: 'before' }];

describe('a design run on a file', () => {
  const table = drawTable();

  for (const estimator of studyEstimators) {
    test(`${estimator} ends in one sentence, tables and a script, with no number that is none`, async () => {
      const isMatched = estimator === 'match' || estimator === 'match-did';
      const design = studyDesign.parse({
        ...DESIGN,
        estimator,
        ...(isMatched ? { covariates: FAMILY } : {}),
        ...(estimator === 'mediate' ? { mediators: CHANNELS, outcomeMeasuredAt: 0.8 } : {}),
      });
      const result = await runDesignOnTable(table, design, ABOUT);
      expect(studyResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
      const [outcome] = result.outcomes;
      expect(outcome!.headline.direction, outcome!.headline.sentence.en).toBe('higher');
      expect(listTables(result, 'zh').map(({ key }) => key)).toContain('terms');
      expect(renderReport(result, 'zh')).not.toMatch(/NaN|undefined|Infinity/);
      expect(writeRScript(result)).toContain(ABOUT.fileName);
      for (const { message } of outcome!.warnings) expect(message.zh).not.toContain('…');
      if (isMatched) expect(outcome!.love).toHaveLength(1);
      if (estimator === 'mediate')
        expect(outcome!.mediation.map(({ mediator }) => mediator)).toEqual(['peers', 'leadership', 'style']);
      if (estimator === 'multilevel') expect(outcome!.unitEffects).toHaveLength(40);
    });
  }

  test('a scale only divides: estimate, error and interval by one number, p unchanged', async () => {
    const run = async (scale: string) =>
      (await runDesignOnTable(table, studyDesign.parse({ ...DESIGN, scale, estimator: 'twfe' }), ABOUT))
        .outcomes[0]!.headline;
    const [raw, scaled] = [await run('raw'), await run('sd-all')];
    expect(scaled.scaleDivisor).toBeGreaterThan(0);
    expect(scaled.estimate! * scaled.scaleDivisor).toBeCloseTo(raw.estimate!, 10);
    expect(scaled.standardError! * scaled.scaleDivisor).toBeCloseTo(raw.standardError!, 10);
    expect(scaled.pValue).toBeCloseTo(raw.pValue!, 10);
  });

  test('an outcome that does not vary ends in words', async () => {
    const place = table.names.indexOf('mathematics');
    const columns = table.columns.map((cells, column) => (column === place ? cells.map(() => '1') : cells));
    const design = studyDesign.parse({ ...DESIGN, estimator: 'twfe' });
    const { headline } = (await runDesignOnTable({ ...table, columns }, design, ABOUT)).outcomes[0]!;
    expect(headline).toMatchObject({ estimate: null, direction: 'not-estimable' });
    expect(headline.sentence.zh).toContain('没有变化');
  });
});

test('a packed file is read like the file itself', async () => {
  const text = 'school,score\na,1\nb,2\n';
  const plain = await readStudyTable('x.csv', new TextEncoder().encode(text));
  expect(await readStudyTable('x.csv.gz', gzipSync(text))).toEqual(plain);
});
