import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runStudy, writeStrongSchool } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'trellis-example-'));
const file = join(folder, 'strong-school.csv');
afterAll(() => rmSync(folder, { recursive: true }));

function collect() {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
  };
  return { io, out: () => out.join(''), err: () => err.join('') };
}

async function study(...argv: string[]) {
  const { io, out, err } = collect();
  expect([await runStudy([...argv, '--json'], io), err()]).toEqual([0, '']);
  return JSON.parse(out());
}

const PANEL = ['--unit', 'school', '--time', 'year', '--treated-from', 'first_year'];
const CHANNELS = ['peer_relationships', 'instructional_leadership', 'teaching_style'];
/** Set by the generator, in standard deviations of the score. */
const TRUTH = {
  mathematics: { total: 0.67, peer_relationships: 0.18, instructional_leadership: 0.2 },
  chinese: { total: 0.63, peer_relationships: 0.1575, instructional_leadership: 0.24 },
} as const;

const expectInside = ([low, high]: [number, number], truth: number) => {
  expect(low).toBeLessThan(truth);
  expect(high).toBeGreaterThan(truth);
};

describe('the Strong School example on the command line', () => {
  test('is written with its truth and a command to try, and never over another file', async () => {
    const first = collect();
    expect(await writeStrongSchool(['strong-school', file], first.io)).toBe(0);
    expect(first.out()).toMatch(/0\.67.*0\.63[\s\S]*trellis study did/);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(38_402);
    const second = collect();
    expect(await writeStrongSchool(['strong-school', file, '--lang', 'zh'], second.io)).toBe(2);
    expect(second.err()).toMatch(/无法写入文件.*EEXIST/);
    const wrong = collect();
    expect(await writeStrongSchool(['weak-school', file], wrong.io)).toBe(2);
    expect(await writeStrongSchool(['strong-school'], wrong.io)).toBe(2);
  });

  test.each(['mathematics', 'chinese'] as const)(
    'gives the true effect on %s back inside the intervals of did, event, staggered and matched studies',
    async (outcome) => {
      const { total } = TRUTH[outcome];
      const options = ['--outcome', outcome, ...PANEL];
      const did = await study('did', file, ...options);
      expectInside(did.confidenceInterval, total);
      expect(did).toMatchObject({ n: 38_400, units: 60, clusters: 60 });
      const event = await study('event', file, ...options);
      expectInside(event.confidenceInterval, total);
      expect(event.diagnostics.preTrend.pValue).toBeGreaterThan(0.05);
      const staggered = await study('staggered', file, ...options, '--repeated', 'average');
      expectInside(staggered.confidenceInterval, total);
      const matched = await study('match-did', file, ...options, '--covariates', 'family_background');
      expectInside(matched.confidenceInterval, total);
      expect(matched.terms.map(({ name }: { name: string }) => name)).toEqual(['matched', 'unmatched']);
    },
  );

  test.each(['mathematics', 'chinese'] as const)(
    'finds the two channels to %s and says that teaching style shows no evidence of being one',
    async (outcome) => {
      const truth = TRUTH[outcome];
      const answer = await study(
        'mediate',
        file,
        '--outcome',
        outcome,
        '--treated',
        'programme',
        '--mediators',
        CHANNELS.join(','),
        '--mediator-level',
        'instructional_leadership=school,teaching_style=school',
        '--measured',
        `treatment=2019.7,${CHANNELS.map((name) => `${name}=2020.8`).join(',')},outcome=2021.5`,
        '--covariates',
        'family_background',
        '--fixed',
        'school,year',
        '--cluster',
        'school',
        '--draws',
        '200',
      );
      expect(answer.diagnostics.findings).toEqual({
        peer_relationships: 'evidence',
        instructional_leadership: 'evidence',
        teaching_style: 'no-evidence',
      });
      const interval = (wanted: string) =>
        answer.terms.find(({ name }: { name: string }) => name === wanted).confidenceInterval;
      expectInside(interval('total'), truth.total);
      expectInside(interval('indirect: peer_relationships'), truth.peer_relationships);
      expectInside(interval('indirect: instructional_leadership'), truth.instructional_leadership);
      expectInside(interval('indirect: teaching_style'), 0);
      const codes = answer.warnings.map(({ code }: { code: string }) => code);
      expect(codes).not.toContain('mediator-time-unknown');
    },
  );
});
