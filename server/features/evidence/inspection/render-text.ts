/** The answer for a terminal: the verdict as a sentence, then tables whose columns line up. */

import { describeProblem, type Problem } from '@trellis/contract/problems';
import type { InspectedIndicator, Inspection, Language } from './types.ts';

const WORDS = {
  en: {
    indicator: 'Indicator',
    mean: 'Mean',
    cv: 'Variation',
    limit: 'Limit',
    verdict: 'Verdict',
    school: 'School',
    reached: 'Standards reached',
    notes: 'Notes',
    schools: 'Schools',
    met: 'met',
    'not-met': 'not met',
    'not-judged': 'not judged',
  },
  zh: {
    indicator: '指标',
    mean: '平均值',
    cv: '差异系数',
    limit: '限值',
    verdict: '结论',
    school: '学校',
    reached: '达标项数',
    notes: '说明',
    schools: '学校数',
    met: '达标',
    'not-met': '未达标',
    'not-judged': '未评',
  },
} as const;

/** Indicators whose schools all lack a standard need no table of schools. */
export function renderInspection(
  answer: Inspection | readonly Inspection[],
  notices: readonly Problem[],
  lang: Language,
): string {
  const isMany = Array.isArray(answer);
  const body = isMany ? renderMany(answer, lang) : renderOne(answer as Inspection, lang);
  const own = isMany ? commonNotices(answer) : (answer as Inspection).notices;
  return `${[body, renderNotes([...notices.map((notice) => noticeInWords(notice, lang)), ...own], lang)]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

export function noticeInWords(problem: Problem, lang: Language): string {
  const { message, remedy, place } = describeProblem(problem, lang);
  if (lang === 'zh') return `${place === '' ? '' : `${place}：`}${message}${remedy}`;
  return `${place === '' ? '' : `${place}: `}${message} ${remedy}`;
}

function renderOne(answer: Inspection, lang: Language): string {
  const words = WORDS[lang];
  const indicators = renderTable(
    [words.indicator, words.mean, words.cv, words.limit, words.verdict],
    answer.indicators.map((indicator) => [
      indicator.name,
      formatNumber(indicator.mean),
      formatVariation(indicator),
      indicator.cvLimit === null ? '' : indicator.cvLimit.toFixed(2),
      verdictInWords(indicator, lang),
    ]),
  );
  const judged = answer.schools.filter(({ of }) => of > 0);
  const schools =
    judged.length === 0
      ? []
      : [
          renderTable(
            [words.school, words.reached, words.verdict],
            judged.map(({ school, met, of, verdict }) => [school, `${met}/${of}`, words[verdict]]),
          ),
        ];
  return [answer.summary, indicators, ...schools].join('\n\n');
}

function renderMany(answers: readonly Inspection[], lang: Language): string {
  const words = WORDS[lang];
  const names = answers[0]?.indicators.map(({ name }) => name) ?? [];
  const count = lang === 'zh' ? `共 ${answers.length} 组。` : `${answers.length} parts of the file.`;
  return [
    count,
    renderTable(
      ['', words.schools, ...names, words.verdict],
      answers.map((answer) => [
        answer.key ?? '',
        String(answer.area.schools),
        ...answer.indicators.map(formatVariation),
        whyOf(answer, lang),
      ]),
    ),
  ].join('\n\n');
}

function whyOf(answer: Inspection, lang: Language): string {
  const reasons = new Set(
    answer.indicators.filter(({ cv }) => cv === null).map(({ explanation }) => explanation ?? ''),
  );
  return [WORDS[lang][answer.verdict], ...reasons].join(lang === 'zh' ? '：' : ': ');
}

const verdictInWords = (indicator: InspectedIndicator, lang: Language) =>
  [WORDS[lang][indicator.verdict], indicator.explanation ?? '']
    .filter((part) => part !== '')
    .join(lang === 'zh' ? '：' : ': ');

function commonNotices(answers: readonly Inspection[]): string[] {
  const [first, ...rest] = answers;
  return (first?.notices ?? []).filter((notice) => rest.every(({ notices }) => notices.includes(notice)));
}

function renderNotes(notes: readonly string[], lang: Language): string {
  if (notes.length === 0) return '';
  return [WORDS[lang].notes, ...notes.map((note) => `- ${note}`)].join('\n');
}

const formatVariation = ({ cv }: InspectedIndicator) => (cv === null ? '–' : cv.toFixed(3));

function formatNumber(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}

function renderTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headers.map((header, index) =>
    rows.reduce((width, row) => Math.max(width, displayWidth(row[index] ?? '')), displayWidth(header)),
  );
  const last = headers.length - 1;
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const gap = ' '.repeat(widths[index]! - displayWidth(cell));
        // Names left, numbers right, the words at the end left.
        return index === 0 || index === last ? cell + gap : gap + cell;
      })
      .join('  ')
      .trimEnd();
  return [line(headers), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Columns a text takes in a terminal: Chinese characters take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}
