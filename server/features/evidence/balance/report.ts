import type { Balance, BalanceIndicator, Estimate, Language, LocalText } from '@trellis/contract';
import { isWithinLimit } from '@trellis/engines/balance';
import { inLanguage } from '../../../platform/http/index.ts';
import { writeHeadline } from './headline.ts';
import { cvAgainst, digitsAgainst, figureDigits, roundUp, WORDS } from './words.ts';

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
td small, th small { color: #56606c; display: block; font-weight: 400; } td > div + div { margin-top: .25rem; } var { font-style: italic; } .bar { text-decoration: overline; } sub, sup { font-size: .72em; line-height: 0; }
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
  const figure = (one: BalanceIndicator, estimate: Estimate, write: (value: number) => string) =>
    typeof estimate === 'number'
      ? write(estimate)
      : escapeHtml(words.reason(one.reason === 'no-values' ? one.reason : estimate.reason));
  const date = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone: 'UTC' });
  const day = (iso: string) => date.format(new Date(`${iso}T00:00:00Z`));

  const variationRows = balance.indicators.map((one) => {
    const over = one.verdict === 'not-met';
    return `<tr><td>${say(one.name)}<small>${say(one.unit)}</small></td>
      <td class="number">${figure(one, one.mean, (mean) => words.number(mean, figureDigits(one)))}</td>
      <td class="number ${over ? 'over' : ''}">${figure(one, one.cv, (cv) => cvAgainst(cv, one.cvLimit, language))}</td>
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
      return `<td class="number ${below ? 'below' : ''}">${words.number(cell.value, digitsAgainst(cell.value, one))}${mark}</td>`;
    });
    return `<tr><th scope="row">${nameOf.get(school.schoolId)}<small class="meta">${school.pupils === null ? '' : words.pupilCount(school.pupils)}</small></th>
      ${cells.join('')}<td class="number">${school.met}/${school.of}</td>
      <td class="${VERDICT_CLASSES[school.verdict]}">${words.schoolVerdicts[school.verdict]}</td></tr>`;
  });

  const context = [
    say(balance.group.name),
    say(balance.packName),
    escapeHtml(words.stages[balance.stage ?? ''] ?? balance.stage ?? ''),
    balance.year === null ? '' : words.schoolYear(balance.year),
  ];
  const years = balance.years.slice(-10);
  const historyRows = balance.indicators.map(
    (one) =>
      `<tr><td>${say(one.name)}</td>${years
        .map((year) => {
          const point = one.history.find((entry) => entry.year === year);
          const over = point && one.cvLimit !== undefined && !isWithinLimit(point.cv, one.cvLimit);
          return `<td class="number ${over ? 'over' : ''}">${point ? cvAgainst(point.cv, one.cvLimit, language) : '–'}</td>`;
        })
        .join('')}</tr>`,
  );

  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title} · ${say(balance.group.name)}</title><link rel="stylesheet" href="/fonts/noto-sans-sc/wght.css"><style>${STYLE}</style></head>
<body>
<header>
<p class="meta">${context.filter((part) => part !== '').join(' · ')}</p>
<h1>${escapeHtml(writeHeadline(balance, language))}</h1>
<p class="meta">${words.areaLine(balance.area.schools, balance.area.pupils)} · ${words.weightings[balance.weighting]} · ${words.membersAsOf} ${day(balance.asOf)} · ${words.printedOn} ${day(printedOn)}</p>
</header>
<main>
<h2>${words.variation}</h2>
<div class="scroll"><table><thead><tr><th>${words.indicator}</th><th class="number">${words.mean}</th><th class="number">${words.cv}</th><th class="number">${words.limit}</th><th>${words.verdict}</th><th>${words.whatItTakes}</th></tr></thead><tbody>${variationRows.join('')}</tbody></table></div>
<h2>${words.verdictOfSchools}</h2>
<div class="scroll"><table><thead><tr><th>${words.school}</th>${balance.indicators.map((one) => `<th class="number">${say(one.shortName)}<small class="meta">${say(one.unit)}</small></th>`).join('')}<th class="number">${words.metOf}</th><th>${words.verdict}</th></tr>
<tr><th scope="row">${words.standard}</th>${balance.indicators.map((one) => `<td class="number">${one.standard === undefined ? '–' : `${one.better === 'higher' ? '≥' : '≤'} ${writeStandard(one.standard, words.locale)}`}</td>`).join('')}<td></td><td></td></tr></thead><tbody>${schoolRows.join('')}</tbody></table></div>
<p class="note">▼ ${words.below}</p>
${balance.withoutFigures.length > 0 ? `<p class="note">${words.noFigures}${language === 'zh' ? '：' : ': '}${balance.withoutFigures.map((one) => say(one.name)).join(language === 'zh' ? '、' : ', ')}</p>` : ''}
<h2>${words.history}</h2>
<div class="scroll"><table><thead><tr><th>${words.indicator}</th>${years.map((year) => `<th class="number">${year}</th>`).join('')}</tr></thead><tbody>${historyRows.join('')}</tbody></table></div>
<p class="note">${words.formulaNotes[balance.weighting]} ${FORMULAS[balance.weighting]}${words.formulaWhere}${MEANS[balance.weighting]}${words.formulaEnd}</p><p class="note">${words.sourceNote}</p>
</main></body></html>`;
}

const VERDICT_CLASSES = { met: 'met', 'not-met': 'below', 'not-judged': '' } as const;

/** As the pack states it: 4.2, 2,000. */
const writeStandard = (standard: number, locale: string) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(standard);

// Subscripts and the bar over X as markup: few fonts have the letters for them.
const sub = (letter: string) => `<var>${letter}</var><sub>i</sub>`;
const BAR = '<var class="bar">X</var>';
const FORMULAS = {
  enrolment: `<var>CV</var> = √( Σ (${sub('P')}/<var>P</var>)(${sub('x')} − ${BAR})<sup>2</sup> ) ÷ ${BAR}`,
  none: `<var>CV</var> = √( Σ (${sub('x')} − ${BAR})<sup>2</sup> ÷ <var>n</var> ) ÷ ${BAR}`,
} as const;
const MEANS = {
  enrolment: `${BAR} = Σ${sub('X')} ÷ Σ${sub('P')}`,
  none: `${BAR} = Σ${sub('x')} ÷ <var>n</var>`,
} as const;

function describeRemedies(one: BalanceIndicator, language: Language, nameOf: Map<string, string>): string {
  const words = WORDS[language];
  const unit = escapeHtml(inLanguage(one.numeratorUnit, language));
  const amount = (value: number) =>
    words.unitAmount(
      new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1 }).format(roundUp(value, one.whole)),
      unit,
    );
  const people = one.whole && /teacher|staff|people/i.test(one.numeratorUnit.en);
  const lines: string[] = [];
  const { redistribution, addition, shortfall } = one;
  if (redistribution.status === 'found') {
    lines.push(
      words.moveLine(amount(redistribution.amount!), words.number(redistribution.cvAfter!, 3), people),
    );
    for (const move of (redistribution.transfers ?? []).slice(0, 12)) {
      lines.push(
        `<small>${words.receives(nameOf.get(move.fromSchoolId)!, nameOf.get(move.toSchoolId)!, amount(move.amount))}</small>`,
      );
    }
  } else if (redistribution.status !== 'already-met' && redistribution.reason) {
    lines.push(escapeHtml(words.reason(one.reason === 'no-values' ? one.reason : redistribution.reason)));
  }
  if (addition.status === 'found') lines.push(words.addLine(amount(addition.amount!), people));
  if (shortfall.status === 'found')
    lines.push(`<small>${words.shortLine(amount(shortfall.amount!))}</small>`);
  return lines.length > 0 ? lines.map((line) => `<div>${line}</div>`).join('') : words.remedy(redistribution);
}
