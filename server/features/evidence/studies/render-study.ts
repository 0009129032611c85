/** The answer as text for a person at a terminal: one plain sentence first, then what it rests on. */

import type { StudyTerm } from '@trellis/engines/statistics';
import { renderTables } from './render-tables.ts';
import type { Language, StudyAnswer } from './types.ts';
import { sayCode } from './words/index.ts';

const DIGITS = 4;
const SHOWN_TERMS = 40;

const round = (value: number): string => String(Number(value.toPrecision(DIGITS)));

export function renderStudy(answer: StudyAnswer, lang: Language): string {
  const { estimate, confidenceInterval, pValue, standardError, n, units, clusters, smallSample } = answer;
  const zh = lang === 'zh';
  const corrected =
    smallSample === null
      ? ''
      : `${zh ? '；小样本修正 ' : '; small-sample correction '}${smallSample.formula} = ${round(smallSample.factor)}`;
  const lines = [
    sayEstimate(estimate, confidenceInterval, pValue, zh),
    `${zh ? '估计对象：' : 'What it is: '}${answer.estimand}`,
    zh
      ? `标准误 ${round(standardError)}；${n} 行${units === null ? '' : `，${units} 个单位`}${clusters === null ? '' : `，${clusters} 个聚类`}${corrected}。`
      : `Standard error ${round(standardError)}; ${n} rows${units === null ? '' : `, ${units} units`}${clusters === null ? '' : `, ${clusters} clusters`}${corrected}.`,
  ];
  for (const term of answer.terms.slice(0, SHOWN_TERMS)) {
    lines.push(
      `  ${term.name}: ${round(term.estimate)} ± ${round(term.standardError)} (p = ${round(term.pValue)})`,
    );
  }
  if (answer.terms.length > SHOWN_TERMS) lines.push(`  … ${answer.terms.length - SHOWN_TERMS}`);
  lines.push(...renderTables(answer, round, zh));
  const within = sayWithin(answer, zh);
  if (within !== undefined) lines.push(within);
  for (const [name, finding] of Object.entries(findingsOf(answer))) lines.push(sayFinding(name, finding, zh));
  for (const { message } of answer.warnings) lines.push(`${zh ? '注意：' : 'Note: '}${message}`);
  for (const { reason, count, names } of answer.dropped) {
    const where = names === undefined ? '' : ` (${names.slice(0, 5).join(', ')})`;
    const why = sayCode(reason, '', {}, lang);
    lines.push(zh ? `未计入：${count} 个，${why}${where}` : `Left out: ${count} ${why}${where}`);
  }
  return `${lines.join('\n')}\n`;
}

function sayEstimate(
  estimate: number,
  interval: StudyAnswer['confidenceInterval'],
  pValue: number | null,
  zh: boolean,
): string {
  if (interval === null || pValue === null) return `${zh ? '数值' : 'Value'} ${round(estimate)}`;
  const [low, high] = interval.map(round) as [string, string];
  const isClear = interval[0] > 0 || interval[1] < 0;
  return zh
    ? `估计值 ${round(estimate)}（95% 区间 ${low} 至 ${high}，p = ${round(pValue)}）：${isClear ? '区间不含零' : '区间含零，数据未能表明有差别'}。`
    : `Estimate ${round(estimate)} (95 % interval ${low} to ${high}, p = ${round(pValue)}): ${isClear ? 'the interval does not hold zero' : 'the interval holds zero, so the data show no difference'}.`;
}

interface WithinRegion {
  readonly column: string;
  readonly withinRegion?:
    | Pick<StudyTerm, 'estimate' | 'confidenceInterval' | 'pValue'>
    | { readonly kind: string };
}

/** The comparison within regions, where one was made. */
function sayWithin({ diagnostics }: StudyAnswer, zh: boolean): string | undefined {
  const region = diagnostics.region as WithinRegion | undefined;
  const within = region?.withinRegion;
  if (region === undefined || within === undefined || !('estimate' in within)) return undefined;
  const [low, high] = within.confidenceInterval.map(round) as [string, string];
  return zh
    ? `只在同一“${region.column}”内部比较：${round(within.estimate)}（95% 区间 ${low} 至 ${high}，p = ${round(within.pValue)}）。`
    : `Within ${region.column}: ${round(within.estimate)} (95 % interval ${low} to ${high}, p = ${round(within.pValue)}).`;
}

/** Whether each channel shows evidence, as plainly when it does not as when it does. */
function findingsOf({ diagnostics }: StudyAnswer): Readonly<Record<string, string>> {
  return (diagnostics.findings ?? {}) as Readonly<Record<string, string>>;
}

function sayFinding(name: string, finding: string, zh: boolean): string {
  if (finding === 'evidence')
    return zh ? `“${name}”：有证据表明它是作用渠道。` : `${name}: there is evidence that it is a channel.`;
  if (finding === 'no-evidence')
    return zh
      ? `“${name}”：没有证据表明它是作用渠道。`
      : `${name}: there is no evidence that it is a channel.`;
  return zh ? `“${name}”：无法估计。` : `${name}: it cannot be estimated.`;
}
