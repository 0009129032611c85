/** The demo's ready study: an invented Strong School programme, its design frozen; it is run when first opened. */

import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { type StudyDesign, studyDesign } from '@trellis/contract';
import { createRandomNumbers } from '@trellis/engines/kernel';
import { STRONG_SCHOOL_SEED, simulateStrongSchools } from '@trellis/engines/testkit/strong-school-example';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { describeColumns } from './design/inspect-file.ts';
import { sealDesign } from './design/seal-design.ts';
import type { StudyTable } from './design/study-table.ts';
import { insertStudy, saveData, saveDesign, saveFrozen } from './study-store.ts';

const TITLE = '强校工程示例：数学与语文 · Strong School example: mathematics and Chinese';
const FILE_NAME = 'strong-school-example.csv';
const AUTHOR = '示例，数据为虚构 · Example, invented';
/** Fewer than in the programme it stands for, so that it is there at once. */
const PUPILS_PER_SCHOOL = 40;

const DESIGN: StudyDesign = studyDesign.parse({
  question:
    '加入强校工程的学校，数学和语文成绩是否因此提高？ Did mathematics and Chinese rise in the schools of the programme because of it?',
  outcomes: ['mathematics', 'chinese'],
  scale: 'sd-comparison-before',
  unit: 'school',
  time: 'year',
  treatedFrom: 'first_year',
  estimator: 'twfe',
  subgroups: ['girl', 'family_background'],
  selection: 'weak-chosen',
  partnersAmongControls: 'no',
  seed: STRONG_SCHOOL_SEED,
});

export async function insertExample(
  db: BureauTransaction,
  { bureauId, groupId }: { bureauId: string; groupId: string },
): Promise<void> {
  const table = drawTable();
  const bytes = new TextEncoder().encode(writeTable(table));
  const studyId = await insertStudy(db, {
    bureauId,
    groupId,
    title: TITLE,
    createdBy: 'example',
    createdByName: AUTHOR,
    example: true,
  });
  const data = {
    source: 'file' as const,
    fileName: FILE_NAME,
    rows: table.rows,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    columns: describeColumns(table),
    register: null,
    deflated: deflateSync(bytes, { level: 1 }),
  };
  await saveData(db, { bureauId, studyId }, data);
  await saveDesign(db, studyId, DESIGN);
  const at = new Date();
  const seal = sealDesign({
    studyId,
    title: TITLE,
    version: 1,
    earlierHash: null,
    design: DESIGN,
    dataSha256: data.sha256,
    fileName: FILE_NAME,
    frozenAt: at,
  });
  await saveFrozen(db, studyId, { ...seal, at, by: AUTHOR });
}

function drawTable(): StudyTable {
  const { rows, columns } = simulateStrongSchools(createRandomNumbers(STRONG_SCHOOL_SEED), {
    pupilsPerSchool: PUPILS_PER_SCHOOL,
  });
  const write = (values: ArrayLike<number>, prefix = '') =>
    Array.from(values, (value) => `${prefix}${value}`);
  const cells = {
    school: write(columns.school, 'S'),
    pupil: write(columns.pupil, 'P'),
    year: write(columns.year),
    first_year: write(columns.firstYear),
    mathematics: write(columns.mathematics),
    chinese: write(columns.chinese),
    peer_relationships: write(columns.peerRelationships),
    instructional_leadership: write(columns.principalLeadership),
    teaching_style: write(columns.teachingStyle),
    family_background: write(columns.socioeconomicStatus),
    girl: write(columns.girl),
  };
  return { rows, names: Object.keys(cells), columns: Object.values(cells) };
}

function writeTable({ rows, names, columns }: StudyTable): string {
  const lines = [names.join(',')];
  for (let row = 0; row < rows; row++) lines.push(columns.map((cells) => cells[row]!).join(','));
  return `${lines.join('\n')}\n`;
}
