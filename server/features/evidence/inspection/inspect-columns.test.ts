import { cn2017Quality } from '@trellis/engines/balance';
import { describe, expect, test } from 'vitest';
import { type Inspection, inspectFile } from './index.ts';
import { encode, inspect } from './run-on-files.ts';

describe('trellis inspect with any columns', () => {
  const describeColumns = async (text: string, ...argv: string[]) =>
    inspect({ 'f.csv': text }, 'f.csv', '--pack', 'group-default', '--json', ...argv);

  test('describes unweighted without a column of pupils and says so', async () => {
    const result = await describeColumns('name,score\na,10\nb,20\n', '--school', 'name', '--value', 'score');
    const answer: Inspection = result.json();
    expect(answer).toMatchObject({
      pack: 'group-default',
      stage: null,
      year: null,
      weighting: 'none',
      area: { schools: 2, pupils: null },
      verdict: 'not-judged',
    });
    expect(answer.indicators[0]).toMatchObject({
      id: 'score',
      mean: 15,
      verdict: 'not-judged',
      reason: 'no-limit',
    });
    expect(answer.indicators[0]?.cv).toBeCloseTo(1 / 3, 12);
    expect(answer.notices.join()).toContain('unweighted');
  });

  test('names its option for a file in another encoding', async () => {
    const bytes = Buffer.from('name,score\n\u00c9cole,1\n', 'latin1');
    const argv = ['f.csv', '--pack', 'group-default', '--value', 'score'];
    expect((await inspect({ 'f.csv': bytes }, ...argv)).stderr).toContain('with --encoding');
    expect((await inspect({ 'f.csv': bytes }, ...argv, '--lang', 'zh')).stderr).toContain(
      '--encoding gb18030',
    );
  });

  test('weights by the column of pupils when named', async () => {
    const text = 'name,score,size,note\na,10,300,\nb,20,100,\nc,30,,\n';
    const result = await describeColumns(text, '--value', 'score', '--pupils', 'size');
    const answer: Inspection = result.json();
    expect(answer.weighting).toBe('enrolment');
    expect(answer.indicators[0]).toMatchObject({ mean: 12.5 });
    expect(answer.notices.join()).toContain('c was left out: its number of pupils is not known.');
  });

  test('leaves out blanks and withheld values, and refuses other text', async () => {
    const text = 'name,score\na,10\nb,SUPP\nc,x\nd,\ne,20\n';
    const answer: Inspection = (await describeColumns(text, '--value', 'score')).json();
    expect(answer.indicators[0]?.schools.map(({ school }) => school)).toEqual(['a', 'e']);
    expect(answer.notices.join()).toContain(
      'Values of “score” marked as withheld or not applicable (SUPP, x): 2',
    );
    const refused = await describeColumns(text.replace('SUPP', 'soon'), '--value', 'score');
    expect(refused.stderr).toContain('f.csv, row 3, column B ‘score’: “soon” is not a number.');
  });

  test('reads a whole column of percentages, but not a mixed one', async () => {
    const answer: Inspection = (
      await describeColumns('name,share\na,10%\nb,20%\n', '--value', 'share')
    ).json();
    expect(answer.indicators[0]?.mean).toBe(15);
    expect((await describeColumns('name,share\na,10%\nb,20\n', '--value', 'share')).exitCode).toBe(2);
  });

  test('keeps to the latest year of a panel, and drops no row in silence', async () => {
    const text = 'name,year,score\na,2018,1\nb,2018,2\na,2019-20,3\nb,2019-20,5\n';
    const answer: Inspection = (await describeColumns(text, '--value', 'score')).json();
    expect(answer).toMatchObject({ year: 2019, indicators: [{ mean: 4 }] });
    const refused = await describeColumns(`${text}c,soon,1\n`, '--value', 'score');
    expect(refused.stderr).toContain('row 6, column B ‘year’: “soon” is not a school year');
  });

  test('narrows to a stage as the file names it', async () => {
    const text = 'name,phase,score\na,Primary,1\nb,Secondary,2\nc,Secondary,4\n';
    const answer: Inspection = (
      await describeColumns(text, '--value', 'score', '--stage', 'secondary')
    ).json();
    expect(answer).toMatchObject({ stage: 'secondary', area: { schools: 2 } });
    const refused = await describeColumns(text, '--value', 'score', '--stage', 'nursery');
    expect(refused.stderr).toContain('no school of the stage nursery; it has Primary, Secondary');
  });

  test('is the same as a function, without a command line', async () => {
    const bytes = encode('name,score\na,10\nb,20\n');
    const result = await inspectFile({
      bytes,
      fileName: 'f.csv',
      pack: 'group-default',
      lang: 'en',
      values: ['score'],
    });
    expect(result).toMatchObject({ ok: true, json: { indicators: [{ mean: 15 }] }, notices: [] });
    const refused = await inspectFile({ bytes, fileName: 'f.csv', pack: cn2017Quality, lang: 'en' });
    expect(refused.ok).toBe(false);
  });

  test('takes several values, also where a header has a comma', async () => {
    const text = 'name,"a, b",c,d\nx,1,2,3\ny,2,3,4\n';
    const answer: Inspection = (await describeColumns(text, '--value', 'a, b', '--value', 'c,d')).json();
    expect(answer.indicators.map(({ id }) => id)).toEqual(['a, b', 'c', 'd']);
  });

  test('proposes the header that was probably meant', async () => {
    const refused = await describeColumns('name,score\na,1\n', '--value', 'scores');
    expect(refused.stderr).toContain('There is no column “scores”; the file has “name”, “score”.');
    expect(refused.stderr).toContain('Maybe “score”');
  });

  test('tells schools of one name apart by their row', async () => {
    const text = 'name,score\nSt Mary,1\nSt Mary,2\nSt John,3\n';
    const answer: Inspection = (await describeColumns(text, '--value', 'score')).json();
    expect(answer.schools.map(({ school }) => school)).toEqual([
      'St Mary (row 2)',
      'St Mary (row 3)',
      'St John',
    ]);
    const chinese: Inspection = (await describeColumns(text, '--value', 'score', '--lang', 'zh')).json();
    expect(chinese.schools[0]?.school).toBe('St Mary（第2行）');
  });

  test('leaves out rows that belong to no part, and counts them', async () => {
    const text = 'name,score,trust\na,1,T\nb,2,T\nc,3,\nd,4,U\n';
    const result = await describeColumns(text, '--value', 'score', '--by', 'trust');
    const answers: Inspection[] = result.json();
    expect(answers.map(({ key, indicators }) => [key, indicators[0]?.reason])).toEqual([
      ['T', 'no-limit'],
      ['U', 'single-school'],
    ]);
    expect(result.stderr).toContain('Rows without “trust”: 1');
  });

  test('answers for every part of a national file, with no two schools of one name, and says why where it cannot', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => {
      const trust = index % 2 === 0 ? '' : `Trust ${index % 2001}`;
      return `${index},School ${index % 15_000},${index % 7 === 0 ? 'SUPP' : 10 + (index % 13)},${trust}`;
    });
    const text = `id,name,ratio,trust\n${lines.join('\n')}\n99999,Lone school,12,Single\n`;
    const result = await describeColumns(text, '--school', 'name', '--value', 'ratio', '--by', 'trust');
    const answers: Inspection[] = result.json();
    expect(answers).toHaveLength(2002);
    expect(answers.at(-1)).toMatchObject({
      key: 'Single',
      indicators: [{ cv: null, reason: 'single-school' }],
    });
    for (const { indicators } of answers) {
      expect(indicators[0]?.cv !== null || indicators[0]?.explanation !== undefined).toBe(true);
    }
    const schools = answers.flatMap((answer) => answer.schools.map(({ school }) => school));
    expect(new Set(schools).size).toBe(schools.length);
    expect(result.stderr).toContain('Rows without “trust”: 10000');
  });
});
