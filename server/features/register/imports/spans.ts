/** Half-open ranges of days as plain values: `from` included, `to` excluded, null for an open end. */
export interface Span {
  from: string | null;
  to: string | null;
}

export function parseSpan(range: string): Span {
  const match = /^[[(]([^,]*),([^)\]]*)[)\]]$/.exec(range);
  return { from: match?.[1] || null, to: match?.[2] || null };
}

/** As PostgreSQL writes a `daterange`: an open lower end is exclusive. */
export function formatSpan({ from, to }: Span): string {
  return `${from === null ? '(' : '['}${from ?? ''},${to ?? ''})`;
}

/** Whether day `a` as a start comes before day `b` as a start (an open start before every day). */
export function startsBefore(a: string | null, b: string | null): boolean {
  if (b === null) return false;
  return a === null || a < b;
}

/** Whether `a` as an end comes after `b` as an end (an open end after every day). */
export function endsAfter(a: string | null, b: string | null): boolean {
  if (b === null) return false;
  return a === null || a > b;
}

export function earlierStart(a: string | null, b: string | null): string | null {
  return startsBefore(a, b) ? a : b;
}

export function earlierEnd(a: string | null, b: string | null): string | null {
  return endsAfter(a, b) ? b : a;
}

export function laterEnd(a: string | null, b: string | null): string | null {
  return endsAfter(a, b) ? a : b;
}

export function isEmptySpan({ from, to }: Span): boolean {
  return from !== null && to !== null && from >= to;
}

export function overlaps(a: Span, b: Span): boolean {
  return (
    (a.from === null || b.to === null || a.from < b.to) && (b.from === null || a.to === null || b.from < a.to)
  );
}

export function contains(outer: Span, inner: Span): boolean {
  return !startsBefore(inner.from, outer.from) && !endsAfter(inner.to, outer.to);
}

export function holdsOnDay({ from, to }: Span, day: string): boolean {
  return (from === null || from <= day) && (to === null || day < to);
}

export function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** First day of the school year that begins in a year. */
export function schoolYearStart(year: number): string {
  return `${String(year).padStart(4, '0')}-09-01`;
}

/** The school year a day belongs to: August belongs to the year that is ending. */
export function schoolYearOfDay(day: string): number {
  const year = Number(day.slice(0, 4));
  return Number(day.slice(5, 7)) >= 9 ? year : year - 1;
}
