/** A data file as an evaluator would bring it: the invented Strong School programme, headers in either language. */

import { writeFile } from 'node:fs/promises';
import { createRandomNumbers } from '../../engines/kernel/index.ts';
import { STRONG_SCHOOL_SEED, simulateStrongSchools } from '../../engines/testkit/strong-school-example.ts';
import type { Language } from './harness/visitor.ts';

const HEADERS = {
  zh: [
    '学校代码',
    '学生编号',
    '年份',
    '项目起始年份',
    '数学成绩',
    '同伴关系',
    '校长教学领导力',
    '教学方式',
    '家庭社会经济地位',
    '女生',
  ],
  en: [
    'school',
    'pupil',
    'year',
    'first_year',
    'math_score',
    'peer_relations',
    'principal_leadership',
    'teaching_style',
    'family_status',
    'girl',
  ],
} as const;

/** Writes 60 schools, 28 of them in the programme, over four years; answers how many rows there are. */
export async function writeStrongSchools(
  path: string,
  language: Language,
  pupilsPerSchool = 160,
): Promise<number> {
  const { rows, columns } = simulateStrongSchools(createRandomNumbers(STRONG_SCHOOL_SEED), {
    pupilsPerSchool,
  });
  const lines = [HEADERS[language].join(',')];
  for (let row = 0; row < rows; row++) {
    lines.push(
      [
        `S${String(columns.school[row]! + 1).padStart(2, '0')}`,
        `P${String(columns.pupil[row]! + 1).padStart(5, '0')}`,
        columns.year[row],
        columns.firstYear[row],
        columns.mathematics[row],
        columns.peerRelationships[row],
        columns.principalLeadership[row],
        columns.teachingStyle[row],
        columns.socioeconomicStatus[row],
        columns.girl[row],
      ].join(','),
    );
  }
  await writeFile(path, `\uFEFF${lines.join('\r\n')}\r\n`);
  return rows;
}
