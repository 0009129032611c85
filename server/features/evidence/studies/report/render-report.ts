/** A study's report as one page that stands alone: no script, no outside file, made for paper as well. */

import type { Language, StudyOutcomeResult, StudyResult } from '@trellis/contract';
import { inLanguage } from '../../../../platform/http/index.ts';
import { listRemarks, listTables, type ResultTable } from '../exports/result-tables.ts';
import { writeTableNumber } from '../exports/write-table-number.ts';
import { escapeText } from './escape-text.ts';
import { drawEventStudy, drawForest, drawLovePlot, drawOverlap } from './svg-charts.ts';

/**
 * Renders a result.
 *
 * @param result as the page and the command line both have it
 * @param fontsAt style sheet of a font for readers whose own lacks a glyph, where a server shows the page
 */
export function renderReport(result: StudyResult, lang: Language, fontsAt?: string): string {
  const say = (en: string, zh: string) => (lang === 'zh' ? zh : en);
  const tables = listTables(result, lang);
  const remarks = listRemarks(result, lang);
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(result.title)}</title>
${fontsAt === undefined ? '' : `<link rel="stylesheet" href="${escapeText(fontsAt)}">`}<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeText(result.title)}</h1>
${result.question === '' ? '' : `<p class="question">${escapeText(result.question)}</p>`}
<p class="quiet">${escapeText(inLanguage(result.method, lang))} · ${escapeText(result.fileName)} · ${escapeText(result.finishedAt.slice(0, 10))}</p>
</header>
<main>
<section>
<h2>${say('Result', '结果')}</h2>
${result.outcomes.map((one) => `<p class="headline">${escapeText(inLanguage(one.headline.sentence, lang))}</p>`).join('\n')}
</section>
${result.outcomes.map((one) => renderCharts(one, result, lang)).join('\n')}
${remarks.length === 0 ? '' : `<section><h2>${say('What to keep in mind', '注意事项')}</h2><ul>${remarks.map((words) => `<li>${escapeText(words)}</li>`).join('')}</ul></section>`}
${tables.map(renderTable).join('\n')}
<section><h2>${say('Method', '方法')}</h2><p>${escapeText(inLanguage(result.methods, lang))}</p></section>
</main>
<footer class="quiet">
<p>${say('Data', '数据')}: SHA-256 ${escapeText(result.dataSha256)}</p>
${result.hash === null ? '' : `<p>${say('Design frozen', '设计冻结')}: ${escapeText(result.frozenAt ?? '')} · SHA-256 ${escapeText(result.hash)}</p>`}
<p>${result.suppressedCells > 0 ? `${say('Hidden because fewer than five stand behind them', '因不足五个而隐去的格数')}: ${result.suppressedCells} · ` : ''}Trellis ${escapeText(result.softwareVersion)}</p>
</footer>
</body>
</html>
`;
}

function renderCharts(one: StudyOutcomeResult, result: StudyResult, lang: Language): string {
  const say = (en: string, zh: string) => (lang === 'zh' ? zh : en);
  const suffix = result.outcomes.length === 1 ? '' : ` · ${one.outcome}`;
  const charts: (readonly [string, string])[] = [];
  if (one.eventStudy.length > 1)
    charts.push([
      say('Effects by time since treatment', '干预前后各期效应'),
      drawEventStudy(one.eventStudy, lang),
    ]);
  if (one.mediation.length > 0)
    charts.push([
      say('Channels', '作用渠道'),
      drawForest(
        one.mediation.map(({ mediator, indirect }) => ({
          name: mediator,
          estimate: indirect.estimate,
          interval: indirect.confidenceInterval,
        })),
        say('Indirect effects with 95 % intervals', '间接效应及 95% 区间'),
      ),
    ]);
  if (one.love.length > 0) charts.push([say('Balance of groups', '组间平衡'), drawLovePlot(one.love, lang)]);
  if (one.overlap.length > 0) charts.push([say('Overlap', '重叠'), drawOverlap(one.overlap, lang)]);
  const groups = one.heterogeneity.flatMap(({ column, group, estimate, confidenceInterval }) =>
    estimate === null || confidenceInterval === null
      ? []
      : [{ name: `${column}: ${group}`, estimate, interval: confidenceInterval }],
  );
  if (groups.length > 0)
    charts.push([
      say('Groups apart', '子群体'),
      drawForest(groups, say('Effects by group with 95 % intervals', '各群体效应及 95% 区间')),
    ]);
  if (one.unitEffects.length > 0)
    charts.push([
      say('Schools', '各校效应'),
      drawForest(
        one.unitEffects.map(({ unit, effect, confidenceInterval }) => ({
          name: unit,
          estimate: effect,
          interval: confidenceInterval,
        })),
        say('School effects with 95 % intervals', '各校效应及 95% 区间'),
      ),
    ]);
  return charts
    .map(([title, svg]) => `<section class="chart"><h2>${escapeText(title + suffix)}</h2>${svg}</section>`)
    .join('\n');
}

function renderTable({ title, columns, rows }: ResultTable): string {
  const cell = (value: string | number | null, place: number) => {
    if (typeof value !== 'number') return `<td>${escapeText(value ?? '')}</td>`;
    return `<td class="number">${escapeText(writeTableNumber(value, columns[place]!))}</td>`;
  };
  return `<section><h2>${escapeText(title)}</h2><div class="wide"><table><thead><tr>${columns
    .map((one) => `<th scope="col">${escapeText(one)}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells.map(cell).join('')}</tr>`)
    .join('')}</tbody></table></div></section>`;
}

const STYLE = `
:root{color-scheme:light}
body{font:16px/1.5 "Inter Variable",Inter,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Noto Sans SC Variable",sans-serif;color:#1f2937;background:#fff;margin:0 auto;padding:24px;max-width:860px}
h1{font-size:1.7em;margin:0 0 .2em}
h2{font-size:1.15em;margin:1.6em 0 .4em}
.question{font-size:1.1em;margin:.2em 0}
.quiet{color:#4b5563;font-size:.85em;overflow-wrap:anywhere}
.headline{font-size:1.2em;border-left:4px solid #17603f;padding-left:12px;margin:.6em 0}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.85em;width:100%}
th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #e5e7eb;vertical-align:top}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
svg{width:100%;height:auto;display:block}
footer{margin-top:2em;border-top:1px solid #e5e7eb}
@media print{body{padding:0;max-width:none;font-size:11pt}section.chart,tr{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}}
@page{margin:18mm}
`;
