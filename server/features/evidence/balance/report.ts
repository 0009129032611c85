import type { Balance, BalanceIndicator, Estimate, Language, LocalText } from '@trellis/contract';
import { isWithinLimit } from '@trellis/engines/balance';
import { inLanguage } from '../../../platform/http/index.ts';
import { WORDS } from './words.ts';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

const STYLE = `
:root { color-scheme: light; }
body { font: 14px/1.5 'Inter Variable', Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Noto Sans SC Variable', sans-serif;
  color: #1c2530; margin: 2rem auto; max-width: 62rem; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; break-after: avoid; }
.meta, .note { color: #56606c; } .scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid #dfe3e0; padding: .35rem .5rem; text-align: left; vertical-align: top; }
th { font-weight: 600; color: #3b4651; } .number { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; } .over, .below { color: #a8321f; font-weight: 600; } .met { color: #17603f; }
td small, th small { color: #56606c; display: block; font-weight: 400; } td > div + div { margin-top: .25rem; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 11px; } @page { size: A4 landscape; margin: 14mm; } .scroll { overflow: visible; } }
`;

/** The judged group as a page that stands alone: to print, to keep, to send. No scripts; a font of this server's only where the reader's own lacks a glyph. */
export function renderBalanceReport(balance: Balance, language: Language, printedOn: string): string {
  const words = WORDS[language];
  const say = (text: LocalText) => escapeHtml(inLanguage(text, language));
  const nameOf = new Map(
    balance.schools.map((school) => [
      school.schoolId,
      escapeHtml(school.shortName ?? inLanguage(school.name, language)),
    ]),
  );
  /** Where nobody has figures an indicator says so, not that there are no schools. */
  const figure = (one: BalanceIndicator, estimate: Estimate, digits: number) =>
    typeof estimate === 'number'
      ? words.number(estimate, digits)
      : escapeHtml(words.reason(one.reason === 'no-values' ? one.reason : estimate.reason));
  const date = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone: 'UTC' });
  const day = (iso: string) => date.format(new Date(`${iso}T00:00:00Z`));

  const variationRows = balance.indicators.map((one) => {
    const over = one.verdict === 'not-met';
    return `<tr><td>${say(one.name)}<small>${say(one.unit)}</small></td>
      <td class="number">${figure(one, one.mean, digitsOf(one.mean))}</td>
      <td class="number ${over ? 'over' : ''}">${figure(one, one.cv, digitsAgainst(one.cv, one.cvLimit))}</td>
      <td class="number">${one.cvLimit === undefined ? '–' : words.number(one.cvLimit, 2)}</td>
      <td class="${over ? 'over' : one.verdict === 'met' ? 'met' : ''}">${words.verdicts[one.verdict]}</td>
      <td>${describeRemedies(one, language, nameOf)}</td></tr>`;
  });

  const schoolRows = balance.schools.map((school) => {
    const cells = balance.indicators.map((one) => {
      const cell = one.schools.find((value) => value.schoolId === school.schoolId);
      if (!cell) return '<td class="number">–</td>';
      const below = cell.met === false;
      const mark = below ? ' ▼' : '';
      return `<td class="number ${below ? 'below' : ''}">${words.number(cell.value, digitsOf(cell.value))}${mark}</td>`;
    });
    return `<tr><th scope="row">${nameOf.get(school.schoolId)}<small class="meta">${school.pupils === null ? '' : words.pupilCount(school.pupils)}</small></th>
      ${cells.join('')}<td class="number">${school.met}/${school.of}</td>
      <td class="${VERDICT_CLASSES[school.verdict]}">${words.verdicts[school.verdict]}</td></tr>`;
  });

  const years = balance.years.slice(-10);
  const historyRows = balance.indicators.map(
    (one) =>
      `<tr><td>${say(one.name)}</td>${years
        .map((year) => {
          const point = one.history.find((entry) => entry.year === year);
          const over = point && one.cvLimit !== undefined && !isWithinLimit(point.cv, one.cvLimit);
          return `<td class="number ${over ? 'over' : ''}">${point ? words.number(point.cv, digitsAgainst(point.cv, one.cvLimit)) : '–'}</td>`;
        })
        .join('')}</tr>`,
  );

  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title} · ${say(balance.group.name)}</title><link rel="stylesheet" href="/fonts/noto-sans-sc/wght.css"><style>${STYLE}</style></head>
<body>
<header>
<p class="meta">${say(balance.group.name)} · ${say(balance.packName)} · ${escapeHtml(words.stages[balance.stage ?? ''] ?? '')} · ${balance.year === null ? '' : words.schoolYear(balance.year)}</p>
<h1>${escapeHtml(words.headline(balance))}</h1>
<p class="meta">${words.areaLine(balance.area.schools, balance.area.pupils)} · ${words.weightings[balance.weighting]} · ${words.membersAsOf} ${day(balance.asOf)} · ${words.printedOn} ${day(printedOn)}</p>
</header>
<main>
<h2>${words.variation}</h2>
<div class="scroll"><table><thead><tr><th>${words.indicator}</th><th class="number">${words.mean}</th><th class="number">${words.cv}</th><th class="number">${words.limit}</th><th>${words.verdict}</th><th>${words.whatItTakes}</th></tr></thead><tbody>${variationRows.join('')}</tbody></table></div>
<h2>${words.verdictOfSchools}</h2>
<div class="scroll"><table><thead><tr><th>${words.school}</th>${balance.indicators.map((one) => `<th class="number">${say(one.shortName)}<small class="meta">${say(one.unit)}</small></th>`).join('')}<th class="number">${words.metOf}</th><th>${words.verdict}</th></tr>
<tr><th scope="row">${words.standard}</th>${balance.indicators.map((one) => `<td class="number">${one.standard === undefined ? '–' : `${one.better === 'higher' ? '≥' : '≤'} ${words.number(one.standard, digitsOf(one.standard))}`}</td>`).join('')}<td></td><td></td></tr></thead><tbody>${schoolRows.join('')}</tbody></table></div>
<p class="note">▼ ${words.below}</p>
${balance.withoutFigures.length > 0 ? `<p class="note">${words.noFigures}${language === 'zh' ? '：' : ': '}${balance.withoutFigures.map((one) => say(one.name)).join(language === 'zh' ? '、' : ', ')}</p>` : ''}
<h2>${words.history}</h2>
<div class="scroll"><table><thead><tr><th>${words.indicator}</th>${years.map((year) => `<th class="number">${year}</th>`).join('')}</tr></thead><tbody>${historyRows.join('')}</tbody></table></div>
<p class="note">${words.formulaNote}</p><p class="note">${words.sourceNote}</p>
</main></body></html>`;
}

const VERDICT_CLASSES = { met: 'met', 'not-met': 'below', 'not-judged': '' } as const;

/** Two digits, or as many as it takes to tell a variation from a limit it does not equal: 0.50 is not over 0.50. */
function digitsAgainst(cv: Estimate, limit: number | undefined): number {
  let digits = 2;
  if (typeof cv !== 'number') return digits;
  while (limit !== undefined && digits < 6 && cv !== limit && cv.toFixed(digits) === limit.toFixed(digits))
    digits++;
  return digits;
}

/** As many digits as the size of the number calls for. */
function digitsOf(value: Estimate): number {
  if (typeof value !== 'number') return 0;
  const size = Math.abs(value);
  if (size >= 100) return 0;
  return size >= 10 ? 1 : 2;
}

function describeRemedies(one: BalanceIndicator, language: Language, nameOf: Map<string, string>): string {
  const words = WORDS[language];
  const unit = escapeHtml(inLanguage(one.numeratorUnit, language));
  const amount = (value: number) =>
    words.unitAmount(words.number(value, one.whole ? 0 : digitsOf(value)), unit);
  const lines: string[] = [];
  const { redistribution, addition, shortfall } = one;
  if (redistribution.status === 'found') {
    lines.push(
      words.moveLine(
        amount(redistribution.amount!),
        words.number(redistribution.cvAfter!, digitsAgainst(redistribution.cvAfter!, one.cvLimit)),
      ),
    );
    for (const move of (redistribution.transfers ?? []).slice(0, 12)) {
      lines.push(
        `<small>${words.receives(nameOf.get(move.fromSchoolId)!, nameOf.get(move.toSchoolId)!, amount(move.amount))}</small>`,
      );
    }
  } else if (redistribution.status !== 'already-met' && redistribution.reason) {
    lines.push(escapeHtml(words.reason(one.reason === 'no-values' ? one.reason : redistribution.reason)));
  }
  if (addition.status === 'found') lines.push(words.addLine(amount(addition.amount!)));
  if (shortfall.status === 'found')
    lines.push(`<small>${words.shortLine(amount(shortfall.amount!))}</small>`);
  return lines.length > 0 ? lines.map((line) => `<div>${line}</div>`).join('') : words.remedy(redistribution);
}
