/** The school year a day belongs to, by the calendar year it begins in: August belongs to the year that is ending. */
export function schoolYearOf(day: string): number {
  const year = Number(day.slice(0, 4));
  return Number(day.slice(5, 7)) >= 9 ? year : year - 1;
}

/** The years that had begun by a day; where none had, the earliest there is, so that something is shown. */
export function yearsBegunBy(day: string, years: readonly number[]): number[] {
  const begun = years.filter((year) => year <= schoolYearOf(day));
  return begun.length > 0 || years.length === 0 ? begun : [Math.min(...years)];
}
