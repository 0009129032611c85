/** Figures for the tests of balance: the worked example's file read by itself, and figures put into a made-up bureau. */
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { TestServer } from '../../../testing/start-test-server.ts';

const CSV = readFileSync(new URL('../../../../examples/bg/school-years.csv', import.meta.url), 'utf8')
  .trim()
  .split(/\r?\n/)
  .map((line) => line.split(','));

export const EXAMPLE_HEADERS: readonly string[] = CSV[0]!;

/** One line of the example, with the row a spreadsheet program shows it in. */
export interface ExampleRow {
  readonly row: number;
  readonly school: string;
  readonly year: number;
  readonly cells: readonly string[];
  number(variable: string): number;
}

export const EXAMPLE_ROWS: readonly ExampleRow[] = CSV.slice(1).map((cells, index) => ({
  row: index + 2,
  school: cells[EXAMPLE_HEADERS.indexOf('school')]!,
  year: Number(cells[EXAMPLE_HEADERS.indexOf('year')]),
  cells,
  number: (variable) => Number(cells[EXAMPLE_HEADERS.indexOf(variable)]),
}));

/** √(Σ (Pᵢ/P)(xᵢ − X̄)²) ÷ X̄ with X̄ = ΣXᵢ ÷ ΣPᵢ, written out for the tests and for nothing else. */
export function weightedVariation(schools: readonly { pupils: number; total: number }[]): number {
  const pupils = schools.reduce((sum, one) => sum + one.pupils, 0);
  const mean = schools.reduce((sum, one) => sum + one.total, 0) / pupils;
  const variance = schools.reduce(
    (sum, one) => sum + (one.pupils / pupils) * (one.total / one.pupils - mean) ** 2,
    0,
  );
  return Math.sqrt(variance) / mean;
}

export interface FigureRow {
  readonly schoolId: string;
  readonly stage?: string;
  readonly year?: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Puts figures into the register as an applied import would; answers the import's id. */
export async function putFigures(
  server: TestServer,
  bureauId: string,
  rows: readonly FigureRow[],
): Promise<string> {
  return server.trellis.services.database.asBureau(bureauId, async (db) => {
    const { id } = await db
      .insertInto('data_import')
      .values({
        bureau_id: bureauId,
        status: 'applied',
        file_name: 'figures.csv',
        created_by: 'test',
        created_by_name: 'Test',
        applied_at: new Date(),
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const [index, { schoolId, stage = 'primary', year = 2025, values }] of rows.entries()) {
      for (const [variable, value] of Object.entries(values)) {
        await sql`insert into indicator_value
          (bureau_id, import_id, school_id, stage, year, variable, value, source_row, source_column)
          values (${bureauId}, ${id}, ${schoolId}, ${stage}, ${year}, ${variable}, ${value}, ${index + 2}, ${variable})`.execute(
          db,
        );
      }
    }
    return id;
  });
}

/** The seven totals of the pack of 2017, each as large as the standard for the pupils given. */
export function figuresAt(pupils: number, share = 1): Record<string, number> {
  return {
    pupils,
    teachersAboveQualification: (4.2 * pupils * share) / 100,
    teachersBackbone: (1 * pupils * share) / 100,
    teachersPeArts: (0.9 * pupils * share) / 100,
    teachingAreaM2: 4.5 * pupils * share,
    sportsAreaM2: 7.5 * pupils * share,
    equipmentYuan: 2000 * pupils * share,
    multimediaRooms: (2.3 * pupils * share) / 100,
  };
}
