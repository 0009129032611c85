/** The result as tables with headings: what a workbook, a document and the report lay out. */

import type { Language, LocalText, StudyOutcomeResult, StudyResult } from '@trellis/contract';
import { inLanguage } from '../../../../platform/http/index.ts';

type TableCell = string | number | null;

export interface ResultTable {
  readonly key: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
}

const pick = (lang: Language, en: string, zh: string): string => (lang === 'zh' ? zh : en);

export function listTables(result: StudyResult, lang: Language): ResultTable[] {
  return [
    listHeadlines(result, lang),
    ...result.outcomes.flatMap((one) => listOutcomeTables(one, result, lang)),
  ];
}

function listHeadlines({ outcomes }: StudyResult, lang: Language): ResultTable {
  const say = (en: string, zh: string) => pick(lang, en, zh);
  return {
    key: 'results',
    title: say('Results', '结果'),
    columns: [
      say('Outcome', '结果变量'),
      say('Estimate', '估计值'),
      say('Standard error', '标准误'),
      say('95 % from', '95% 下限'),
      say('95 % to', '95% 上限'),
      'p',
      say('Adjusted p', '校正 p'),
      say('Unit', '单位'),
      say('Rows', '行数'),
      say('Units', '单位数'),
      say('Clusters', '聚类数'),
    ],
    rows: outcomes.map(({ outcome, headline, counts }) => [
      outcome,
      headline.estimate,
      headline.standardError,
      headline.confidenceInterval?.[0] ?? null,
      headline.confidenceInterval?.[1] ?? null,
      headline.pValue,
      headline.adjustedPValue,
      inLanguage(headline.unit, lang),
      counts.rows,
      counts.units,
      counts.clusters,
    ]),
  };
}

function listOutcomeTables(one: StudyOutcomeResult, result: StudyResult, lang: Language): ResultTable[] {
  const say = (en: string, zh: string) => pick(lang, en, zh);
  const text = (both: LocalText) => inLanguage(both, lang);
  const suffix = result.outcomes.length === 1 ? '' : ` · ${one.outcome}`;
  const [estimate, low, high, p] = [
    say('Estimate', '估计值'),
    say('95 % from', '95% 下限'),
    say('95 % to', '95% 上限'),
    'p',
  ];
  const tables: ResultTable[] = [
    {
      key: 'event-study',
      title: say('Effects by time since treatment', '干预前后各期效应') + suffix,
      columns: [say('Periods since', '距干预期数'), estimate, low, high],
      rows: one.eventStudy.map((point) => [
        point.eventTime,
        point.estimate,
        ...(point.reference ? [null, null] : point.confidenceInterval),
      ]),
    },
    {
      key: 'mediation',
      title: say('Channels', '作用渠道') + suffix,
      columns: [
        say('Channel', '渠道'),
        say('Indirect effect', '间接效应'),
        low,
        high,
        p,
        say('Share of total', '占总效应比例'),
        say('In words', '说明'),
      ],
      rows: one.mediation.map(({ mediator, indirect, share, sentence }) => [
        mediator,
        indirect.estimate,
        ...indirect.confidenceInterval,
        indirect.pValue,
        share,
        text(sentence),
      ]),
    },
    {
      key: 'terms',
      title: say('All terms', '全部估计项') + suffix,
      columns: [say('Term', '项目'), estimate, say('Standard error', '标准误'), low, high, p],
      rows: one.terms.map((term) => [
        text(term.label),
        term.estimate,
        term.standardError,
        ...term.confidenceInterval,
        term.pValue,
      ]),
    },
    {
      key: 'tests',
      title: say('Trends before and placebo dates', '干预前趋势与安慰剂检验') + suffix,
      columns: [say('Check', '检验'), estimate, p, say('In words', '说明')],
      rows: [...(one.preTrend ? [{ ...one.preTrend, estimate: null }] : []), ...one.placebo].map((test) => [
        text(test.label),
        test.estimate,
        test.pValue,
        text(test.verdict),
      ]),
    },
    {
      key: 'sensitivity',
      title: say('What it would take', '敏感性分析') + suffix,
      columns: [say('If', '假设'), say('Value', '数值'), low, high, say('In words', '说明')],
      rows: one.sensitivity.map((row) => [
        text(row.label),
        row.value,
        row.confidenceInterval?.[0] ?? null,
        row.confidenceInterval?.[1] ?? null,
        text(row.verdict),
      ]),
    },
    {
      key: 'love',
      title: say('Balance of groups', '组间平衡') + suffix,
      columns: [
        say('Covariate', '协变量'),
        say('Standardised difference before', '匹配前标准化差异'),
        say('after', '匹配后'),
      ],
      rows: one.love.map(({ covariate, before, after }) => [covariate, before, after]),
    },
    {
      key: 'overlap',
      title: say('Overlap of propensity scores', '倾向得分重叠') + suffix,
      columns: [say('From', '自'), say('to', '至'), say('Treated', '受干预'), say('Comparison', '对照')],
      rows: one.overlap.map(({ from, to, treated, comparison }) => [
        from,
        to,
        treated ?? '< 5',
        comparison ?? '< 5',
      ]),
    },
    {
      key: 'heterogeneity',
      title: say('Groups apart', '子群体') + suffix,
      columns: [
        say('By', '划分'),
        say('Group', '群体'),
        say('Units', '单位数'),
        estimate,
        low,
        high,
        p,
        say('Adjusted p', '校正 p'),
        say('Remark', '备注'),
      ],
      rows: one.heterogeneity.map((row) => [
        row.column,
        row.group,
        row.units,
        row.estimate,
        row.confidenceInterval?.[0] ?? null,
        row.confidenceInterval?.[1] ?? null,
        row.pValue,
        row.adjustedPValue,
        row.reason === null ? '' : text(row.reason),
      ]),
    },
    {
      key: 'variances',
      title: say('Where differences lie', '差异来源') + suffix,
      columns: [say('Level', '层次'), say('Variance', '方差'), say('Share', '占比')],
      rows: one.varianceComponents.map(({ name, variance, share }) => [
        name === 'residual' ? say('within', '层内') : name,
        variance,
        share,
      ]),
    },
    {
      key: 'unit-effects',
      title: say('Schools', '各校效应') + suffix,
      columns: [say('School', '学校'), say('Effect', '效应'), low, high],
      rows: one.unitEffects.map(({ unit, effect, confidenceInterval }) => [
        unit,
        effect,
        ...confidenceInterval,
      ]),
    },
    {
      key: 'dropped',
      title: say('Left out', '未计入') + suffix,
      columns: [say('Why', '原因'), say('Rows', '行数')],
      rows: one.dropped.map(({ reason, count }) => [text(reason), count]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** What must be known beside the numbers. */
export function listRemarks(result: StudyResult, lang: Language): string[] {
  const said = [
    ...result.findings.map(({ message }) => message),
    ...result.outcomes.flatMap(({ warnings }) => warnings.map(({ message }) => message)),
  ];
  return [...new Set(said.map((message) => inLanguage(message, lang)))];
}
