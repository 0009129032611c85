/** The result in one plain sentence. It never claims more than the interval carries. */

import type { LocalText, StudyDesign, StudyScale } from '@trellis/contract';

type Direction = 'higher' | 'lower' | 'not-shown';

/** Three digits that count, without an exponent where a person would not write one. */
export function writeNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) return value.toPrecision(3).replace('e', ' × 10^').replace('+', '');
  return String(Number(value.toPrecision(size >= 1000 ? 4 : 3))).replace('-', '−');
}

export function writePValue(value: number): string {
  return value < 0.001 ? 'p < 0.001' : `p = ${value.toFixed(3)}`;
}

export function findDirection([low, high]: readonly [number, number]): Direction {
  return low > 0 ? 'higher' : high < 0 ? 'lower' : 'not-shown';
}

export function nameUnit(scale: StudyScale): LocalText {
  switch (scale) {
    case 'raw':
      return { en: 'points', zh: '分' };
    case 'sd-all':
      return { en: 'SD', zh: '个标准差' };
    case 'sd-comparison-before':
      return { en: 'SD of the comparison group before treatment', zh: '个标准差（干预前对照组）' };
  }
}

export interface SaidNumber {
  readonly outcome: string;
  readonly estimate: number;
  readonly confidenceInterval: readonly [number, number];
  readonly pValue: number;
}

/** On the outcome's own scale no unit is known: the number stands alone. */
const unitAfter = (scale: StudyScale) =>
  scale === 'raw' ? { en: '', zh: '' } : { en: ' SD', zh: ' 个标准差' };

export function sayResult(said: SaidNumber, design: StudyDesign): LocalText {
  const { outcome, estimate, confidenceInterval, pValue } = said;
  const direction = findDirection(confidenceInterval);
  const [low, high] = confidenceInterval.map(writeNumber) as [string, string];
  const size = writeNumber(Math.abs(estimate));
  const unit = unitAfter(design.scale);
  const p = writePValue(pValue);
  const uncertain = {
    en: `95 % interval ${low} to ${high}, ${p}`,
    zh: `95% 区间 ${low} 至 ${high}，${p}`,
  };
  if (direction === 'not-shown') {
    const about = {
      en: `an effect on ${outcome}`,
      zh: `对“${outcome}”的影响`,
    };
    if (design.estimator === 'mediate') {
      about.en = `an effect on ${outcome} through these channels`;
      about.zh = `经由这些渠道对“${outcome}”的影响`;
    }
    if (design.estimator === 'multilevel') {
      about.en = `a difference in ${outcome}`;
      about.zh = `“${outcome}”的差异`;
    }
    return {
      en: `The data do not show ${about.en}: the estimate is ${writeNumber(estimate)}${unit.en}, and anything from ${low} to ${high} fits them (${p}). That is not proof that there is none.`,
      zh: `数据未能表明存在${about.zh}：估计值为 ${writeNumber(estimate)}${unit.zh}，${low} 至 ${high} 之间均与数据相符（${p}）。这并不证明没有影响。`,
    };
  }
  const more = direction === 'higher';
  const en = `${size}${unit.en} ${more ? 'higher' : 'lower'}`;
  const zh = `${more ? '高' : '低'} ${size}${unit.zh}`;
  switch (design.estimator) {
    case 'multilevel': {
      const by = nameCompared(design);
      return {
        en: `${outcome} is ${en} ${by.en} (${uncertain.en}). This is a difference between schools and pupils, not by itself an effect.`,
        zh: `${by.zh}，“${outcome}”${zh}（${uncertain.zh}）。这是学校和学生间的差异，本身不等于因果效应。`,
      };
    }
    case 'mediate':
      return {
        en: `Through the channels taken together, ${outcome} is ${en} (${uncertain.en}), if nothing unmeasured moves both a channel and the outcome.`,
        zh: `经由各渠道合计，“${outcome}”${zh}（${uncertain.zh}），前提是没有未测因素同时影响渠道与结果。`,
      };
    case 'match':
      return {
        en: `Among those treated, ${outcome} is ${en} than among matched others (${uncertain.en}). It is the effect only if the groups differ in nothing else that matters.`,
        zh: `与匹配的对照相比，受干预者的“${outcome}”${zh}（${uncertain.zh}）。只有在两组其他重要方面没有差异时，这才是干预效应。`,
      };
    default:
      return {
        en: `With treatment, ${outcome} was ${en} than expected without it (${uncertain.en}), if both groups would otherwise have moved alike.`,
        zh: `与未受干预时的预期相比，“${outcome}”${zh}（${uncertain.zh}），前提是两组若无干预会同步变化。`,
      };
  }
}

function nameCompared({ treated, treatedFrom, covariates }: StudyDesign): LocalText {
  if (treated !== null || treatedFrom !== null) return { en: 'where treated', zh: '受干预时' };
  const first = covariates[0]?.column;
  return first === undefined
    ? { en: 'than zero on average', zh: '与零相比的平均值' }
    : { en: `for each unit more of ${first}`, zh: `“${first}”每增加一个单位` };
}

/** "No evidence for this channel" is said as plainly as a finding. */
export function sayChannel(mediator: string, said: SaidNumber, design: StudyDesign): LocalText {
  const direction = findDirection(said.confidenceInterval);
  const [low, high] = said.confidenceInterval.map(writeNumber) as [string, string];
  const unit = unitAfter(design.scale);
  const size = writeNumber(said.estimate);
  return direction === 'not-shown'
    ? {
        en: `No evidence that ${mediator} is a channel (indirect effect ${size}${unit.en}, 95 % interval ${low} to ${high}).`,
        zh: `没有证据表明“${mediator}”是作用渠道（间接效应 ${size}${unit.zh}，95% 区间 ${low} 至 ${high}）。`,
      }
    : {
        en: `Part of the effect goes through ${mediator} (indirect effect ${size}${unit.en}, 95 % interval ${low} to ${high}), under the assumptions named.`,
        zh: `在所述前提下，部分效应经由“${mediator}”产生（间接效应 ${size}${unit.zh}，95% 区间 ${low} 至 ${high}）。`,
      };
}
