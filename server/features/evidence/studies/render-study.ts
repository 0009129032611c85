/** The answer as text for a person at a terminal: one plain sentence first, then what it rests on. */

import type { Language, StudyAnswer } from './types.ts';

const DIGITS = 4;
const SHOWN_TERMS = 40;

const round = (value: number): string => String(Number(value.toPrecision(DIGITS)));

export function renderStudy(answer: StudyAnswer, lang: Language): string {
  const { estimate, confidenceInterval, pValue, standardError, n, units, clusters, smallSample } = answer;
  const [low, high] = confidenceInterval.map(round) as [string, string];
  const isClear = confidenceInterval[0] > 0 || confidenceInterval[1] < 0;
  const zh = lang === 'zh';
  const lines = zh
    ? [
        `估计值 ${round(estimate)}（95% 区间 ${low} 至 ${high}，p = ${round(pValue)}）：${isClear ? '区间不含零' : '区间含零，数据未能表明有差别'}。`,
        `估计对象：${answer.estimand}`,
        `标准误 ${round(standardError)}；${n} 行${units === null ? '' : `，${units} 个单位`}${clusters === null ? '' : `，${clusters} 个聚类`}${smallSample === null ? '' : `；小样本修正 ${smallSample.formula} = ${round(smallSample.factor)}`}。`,
      ]
    : [
        `Estimate ${round(estimate)} (95 % interval ${low} to ${high}, p = ${round(pValue)}): ${isClear ? 'the interval does not hold zero' : 'the interval holds zero, so the data show no difference'}.`,
        `What it is: ${answer.estimand}`,
        `Standard error ${round(standardError)}; ${n} rows${units === null ? '' : `, ${units} units`}${clusters === null ? '' : `, ${clusters} clusters`}${smallSample === null ? '' : `; small-sample correction ${smallSample.formula} = ${round(smallSample.factor)}`}.`,
      ];
  for (const term of answer.terms.slice(0, SHOWN_TERMS)) {
    lines.push(
      `  ${term.name}: ${round(term.estimate)} ± ${round(term.standardError)} (p = ${round(term.pValue)})`,
    );
  }
  if (answer.terms.length > SHOWN_TERMS) lines.push(`  … ${answer.terms.length - SHOWN_TERMS}`);
  for (const { message } of answer.warnings) lines.push(`${zh ? '注意：' : 'Note: '}${message}`);
  for (const { reason, count, names } of answer.dropped) {
    const where = names === undefined ? '' : ` (${names.slice(0, 5).join(', ')})`;
    lines.push(zh ? `未计入：${count}，${reason}${where}` : `Left out: ${count}, ${reason}${where}`);
  }
  return `${lines.join('\n')}\n`;
}
