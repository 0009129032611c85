/** Charts as plain SVG, legible in print and without colour: filled is after or treated, hollow before or comparison. */

import type { Language, StudyOutcomeResult } from '@trellis/contract';
import { writeNumber } from '../run/say-result.ts';
import { escapeText } from './escape-text.ts';

const WIDTH = 640;
const INK = '#1f2937';
const QUIET = '#9ca3af';
const ACCENT = '#17603f';

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A scale over the values with about five round ticks. */
function fitScale(values: readonly number[], from: number, to: number): Scale {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const span = high - low || 1;
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, place) => (first + place) * step);
  const [start, end] = [ticks[0]!, ticks.at(-1)!];
  return { at: (value) => from + ((value - start) / (end - start || 1)) * (to - from), ticks };
}

const round = (value: number): string => value.toFixed(1);
const line = (x1: number, y1: number, x2: number, y2: number, colour = INK, extra = '') =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${colour}" ${extra}/>`;
const label = (x: number, y: number, words: string, anchor = 'middle', colour = INK) =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="12" fill="${colour}">${escapeText(words)}</text>`;
const dot = (x: number, y: number, isFilled: boolean) =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="4" stroke="${ACCENT}" stroke-width="1.5" fill="${isFilled ? ACCENT : '#fff'}"/>`;

function frame(height: number, title: string, body: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(title)}" xmlns="http://www.w3.org/2000/svg" font-family="inherit">${body.join('')}</svg>`;
}

/** Effects by time since treatment, intervals as bars; the period all are compared with at zero. */
export function drawEventStudy(points: StudyOutcomeResult['eventStudy'], lang: Language): string {
  const height = 280;
  const y = fitScale(
    points.flatMap(({ confidenceInterval }) => confidenceInterval),
    height - 40,
    16,
  );
  const step = (WIDTH - 90) / Math.max(1, points.length);
  const x = (place: number) => 60 + step * (place + 0.5);
  const start = points.findIndex(({ eventTime }) => eventTime >= 0);
  const title = lang === 'zh' ? '各期效应及 95% 区间' : 'Effects by period with 95 % intervals';
  return frame(height, title, [
    ...y.ticks.map(
      (tick) =>
        line(60, y.at(tick), WIDTH - 20, y.at(tick), tick === 0 ? INK : '#e5e7eb') +
        label(52, y.at(tick) + 4, writeNumber(tick), 'end'),
    ),
    start > 0
      ? line(x(start) - step / 2, 12, x(start) - step / 2, height - 40, QUIET, 'stroke-dasharray="4 4"')
      : '',
    ...points.map(({ estimate, confidenceInterval: [low, high], eventTime, reference }, place) =>
      [
        reference ? '' : line(x(place), y.at(low), x(place), y.at(high), ACCENT, 'stroke-width="2"'),
        dot(x(place), y.at(estimate), eventTime >= 0),
        label(x(place), height - 22, String(eventTime)),
      ].join(''),
    ),
    label(
      WIDTH / 2,
      height - 4,
      lang === 'zh' ? '距干预开始的期数' : 'Periods since treatment began',
      'middle',
      '#4b5563',
    ),
  ]);
}

interface ForestRow {
  readonly name: string;
  readonly estimate: number;
  readonly interval: readonly [number, number];
}

/** One line a row: estimate and interval against zero. */
export function drawForest(rows: readonly ForestRow[], title: string): string {
  const height = 34 + rows.length * 22;
  const x = fitScale(
    rows.flatMap(({ interval }) => interval),
    230,
    WIDTH - 20,
  );
  return frame(height, title, [
    ...x.ticks.map(
      (tick) =>
        line(x.at(tick), 8, x.at(tick), height - 22, tick === 0 ? INK : '#e5e7eb') +
        label(x.at(tick), height - 6, writeNumber(tick)),
    ),
    ...rows.map(({ name, estimate, interval: [low, high] }, place) => {
      const y = 20 + place * 22;
      return (
        label(222, y + 4, shorten(name), 'end') +
        line(x.at(low), y, x.at(high), y, ACCENT, 'stroke-width="2"') +
        dot(x.at(estimate), y, true)
      );
    }),
  ]);
}

/** Standardised differences before (hollow) and after (filled); within a tenth is called balanced. */
export function drawLovePlot(rows: StudyOutcomeResult['love'], lang: Language): string {
  const height = 34 + rows.length * 22;
  const sizes = rows.flatMap(({ before, after }) => [Math.abs(before ?? 0), Math.abs(after ?? 0)]);
  const x = fitScale([...sizes, 0.25], 230, WIDTH - 20);
  const title =
    lang === 'zh'
      ? '标准化差异：空心为匹配前，实心为匹配后'
      : 'Standardised differences: hollow before, filled after';
  return frame(height, title, [
    ...x.ticks.map(
      (tick) =>
        line(x.at(tick), 8, x.at(tick), height - 22, tick === 0 ? INK : '#e5e7eb') +
        label(x.at(tick), height - 6, writeNumber(tick)),
    ),
    line(x.at(0.1), 8, x.at(0.1), height - 22, QUIET, 'stroke-dasharray="4 4"'),
    ...rows.map(({ covariate, before, after }, place) => {
      const y = 20 + place * 22;
      return [
        label(222, y + 4, shorten(covariate), 'end'),
        before === null ? '' : dot(x.at(Math.abs(before)), y, false),
        after === null ? '' : dot(x.at(Math.abs(after)), y, true),
      ].join('');
    }),
  ]);
}

/** Treated above the line, comparison below; a hidden bin is drawn as a dash. */
export function drawOverlap(bins: StudyOutcomeResult['overlap'], lang: Language): string {
  const height = 220;
  const middle = height / 2 - 6;
  const most = bins.reduce((top, { treated, comparison }) => Math.max(top, treated ?? 0, comparison ?? 0), 1);
  const size = (count: number) => (count / most) * (middle - 18);
  const step = (WIDTH - 80) / Math.max(1, bins.length);
  const title =
    lang === 'zh' ? '倾向得分：上为受干预，下为对照' : 'Propensity scores: treated above, comparison below';
  const bar = (x: number, y: number, tall: number, fill: string) =>
    `<rect x="${round(x)}" y="${round(y)}" width="${round(step - 2)}" height="${round(tall)}" fill="${fill}" stroke="${ACCENT}"/>`;
  return frame(height, title, [
    ...bins.map(({ treated, comparison }, place) => {
      const x = 60 + place * step;
      return [
        treated === null
          ? label(x + step / 2, middle - 4, '–')
          : bar(x, middle - size(treated), size(treated), ACCENT),
        comparison === null
          ? label(x + step / 2, middle + 14, '–')
          : bar(x, middle, size(comparison), '#fff'),
      ].join('');
    }),
    line(60, middle, WIDTH - 20, middle),
    label(52, 24, lang === 'zh' ? '受干预' : 'treated', 'end'),
    label(52, height - 24, lang === 'zh' ? '对照' : 'others', 'end'),
    label(60, height - 4, writeNumber(bins[0]?.from ?? 0), 'start'),
    label(WIDTH - 20, height - 4, writeNumber(bins.at(-1)?.to ?? 1), 'end'),
  ]);
}

const LONGEST = 30;
const shorten = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);
