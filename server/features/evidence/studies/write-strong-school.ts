/** `trellis example strong-school FILE`: an invented programme with known effects, to try the studies on. */

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeProblem, makeProblem, type Problem } from '@trellis/contract/problems';
import { createRandomNumbers } from '@trellis/engines/kernel';
import { STRONG_SCHOOL_SEED, simulateStrongSchools } from '@trellis/engines/testkit/strong-school-example';
import type { StudyIo } from './run-study.ts';
import type { Language } from './types.ts';

const HEADERS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'school',
    'pupil',
    'year',
    'first_year',
    'programme',
    'mathematics',
    'chinese',
    'peer_relationships',
    'instructional_leadership',
    'teaching_style',
    'family_background',
    'girl',
  ],
  zh: [
    '学校',
    '学生',
    '年份',
    '首次年份',
    '项目',
    '数学',
    '语文',
    '同伴关系',
    '教学领导力',
    '教学风格',
    '家庭背景',
    '女生',
  ],
};

/**
 * Writes the file; an existing one is left alone.
 *
 * @returns the exit code: 0 written, 2 bad input
 */
export async function writeStrongSchool(argv: readonly string[], io: StudyIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { lang: { type: 'string' }, seed: { type: 'string' } },
    allowPositionals: true,
  });
  const lang = values.lang === 'zh' ? 'zh' : 'en';
  const refuse = (problem: Problem): number => {
    const { message, remedy } = describeProblem(problem, lang);
    io.stderr.write(`${message}${lang === 'zh' ? '' : ' '}${remedy}\n`);
    return 2;
  };
  const [name, file] = positionals;
  if (name !== 'strong-school') {
    const params = { option: 'example', example: 'trellis example strong-school strong-school.csv' };
    return refuse(makeProblem('bad-option', { value: name ?? '', params }));
  }
  if (file === undefined) {
    const params = { option: 'FILE', example: 'strong-school.csv' };
    return refuse(makeProblem('missing-option', { params }));
  }
  if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed)) {
    const params = { option: '--seed', example: '--seed 1' };
    return refuse(makeProblem('bad-option', { value: values.seed, params }));
  }
  const seed = values.seed === undefined ? STRONG_SCHOOL_SEED : Number(values.seed);
  const { rows, columns, truth } = simulateStrongSchools(createRandomNumbers(seed));
  const lines = [HEADERS[lang].join(',')];
  for (let row = 0; row < rows; row++) {
    lines.push(
      [
        `S${String(columns.school[row]! + 1).padStart(2, '0')}`,
        `P${String(columns.pupil[row]! + 1).padStart(4, '0')}`,
        columns.year[row],
        columns.firstYear[row] === 0 ? '' : columns.firstYear[row],
        columns.programme[row],
        columns.mathematics[row],
        columns.chinese[row],
        columns.peerRelationships[row],
        columns.principalLeadership[row],
        columns.teachingStyle[row],
        columns.socioeconomicStatus[row],
        columns.girl[row],
      ].join(','),
    );
  }
  try {
    await writeFile(file, `${lang === 'zh' ? '\uFEFF' : ''}${lines.join('\n')}\n`, { flag: 'wx' });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return refuse(makeProblem('study-file-not-written', { file, params: { reason } }));
  }
  const [school, , year, firstYear, , mathematics] = HEADERS[lang];
  const command = `trellis study did ${file} --outcome ${mathematics} --unit ${school} --time ${year} --treated-from ${firstYear}`;
  const { mathematics: first, chinese: second } = truth;
  io.stdout.write(
    lang === 'zh'
      ? `已写出 ${rows} 行虚构数据：60 所学校，其中 28 所参加项目。真实效应：数学 ${first.total}，语文 ${second.total} 个标准差；教学风格不是作用渠道。\n试试：${command}\n`
      : `${rows} invented rows written: 60 schools, 28 of them in the programme. True effects: mathematics ${first.total}, Chinese ${second.total} standard deviations; teaching style is no channel.\nTry: ${command}\n`,
  );
  return 0;
}
