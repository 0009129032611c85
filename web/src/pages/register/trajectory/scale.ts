/**
 * A time axis that keeps quiet stretches short: years in which something is dated are drawn to scale,
 * a longer gap between them becomes one break of fixed width, drawn as such.
 */
import { dayNumber, firstDayOfYear, yearOf } from './days.ts';

export interface TimeSegment {
  readonly kind: 'years' | 'break';
  /** First year drawn and the first year after it. */
  readonly fromYear: number;
  readonly toYear: number;
  readonly x: number;
  readonly width: number;
}

export interface TimeScale {
  readonly width: number;
  readonly from: number;
  readonly to: number;
  readonly pixelsPerYear: number;
  readonly segments: readonly TimeSegment[];
  x(day: number): number;
  day(x: number): number;
}

const BREAK_WIDTH = 30;
/** A gap of fewer years is drawn to scale; the stretch up to today longer, because what holds goes on through it. */
const SHORTEST_BREAK_YEARS = 6;
const SHORTEST_LAST_BREAK_YEARS = 16;

/**
 * @param dates every date to be drawn
 * @param today the axis reaches at least to the end of this day's year
 * @param room pixels available; the axis is wider when years would fall under the least width
 */
export function buildTimeScale(
  dates: readonly string[],
  today: string,
  room: number,
  leastYearWidth = 24,
): TimeScale {
  const dated = [...new Set([...dates, today].map(yearOf))].sort((a, b) => a - b);
  const runs: { fromYear: number; toYear: number }[] = [];
  for (const year of dated) {
    const last = runs.at(-1);
    const shortest = year === dated.at(-1) ? SHORTEST_LAST_BREAK_YEARS : SHORTEST_BREAK_YEARS;
    if (last !== undefined && year - last.toYear < shortest) last.toYear = year + 1;
    else runs.push({ fromYear: year, toYear: year + 1 });
  }
  // A quiet year before each run lets the eye see where it begins.
  for (const [index, run] of runs.entries())
    if (index === 0 || run.toYear - run.fromYear > 1) run.fromYear -= 1;
  const years = runs.reduce((sum, run) => sum + run.toYear - run.fromYear, 0);
  const breaks = runs.length - 1;
  const pixelsPerYear = Math.max(leastYearWidth, Math.floor((room - breaks * BREAK_WIDTH) / years));

  const segments: TimeSegment[] = [];
  let x = 0;
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1];
    if (before !== undefined) {
      segments.push({ kind: 'break', fromYear: before.toYear, toYear: run.fromYear, x, width: BREAK_WIDTH });
      x += BREAK_WIDTH;
    }
    const width = (run.toYear - run.fromYear) * pixelsPerYear;
    segments.push({ kind: 'years', ...run, x, width });
    x += width;
  }
  const from = firstDayOfYear(segments[0]!.fromYear);
  const to = firstDayOfYear(segments.at(-1)!.toYear);
  const bounds = segments.map((segment) => ({
    ...segment,
    first: firstDayOfYear(segment.fromYear),
    end: firstDayOfYear(segment.toYear),
  }));
  return {
    width: x,
    from,
    to,
    pixelsPerYear,
    segments,
    x(day) {
      const clamped = Math.min(to, Math.max(from, day));
      const segment = bounds.find(({ end }) => clamped < end) ?? bounds.at(-1)!;
      return segment.x + ((clamped - segment.first) / (segment.end - segment.first)) * segment.width;
    },
    day(at) {
      const clamped = Math.min(x, Math.max(0, at));
      const segment = bounds.find((one) => clamped < one.x + one.width) ?? bounds.at(-1)!;
      const day = segment.first + ((clamped - segment.x) / segment.width) * (segment.end - segment.first);
      return Math.min(to - 1, Math.round(day));
    },
  };
}

/** Years to write under the axis: as many as have room. */
export function tickYears(scale: TimeScale): { year: number; x: number }[] {
  const step = [1, 2, 5, 10, 20].find((one) => one * scale.pixelsPerYear >= 44) ?? 50;
  const ticks: { year: number; x: number }[] = [];
  for (const segment of scale.segments) {
    if (segment.kind === 'break') continue;
    const short = segment.toYear - segment.fromYear <= step;
    for (let year = segment.fromYear; year < segment.toYear; year += 1) {
      const wanted = short ? year === segment.toYear - 1 : year % step === 0;
      if (wanted) ticks.push({ year, x: scale.x(dayNumber(`${String(year).padStart(4, '0')}-01-01`)) });
    }
  }
  return ticks;
}
