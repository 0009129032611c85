import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '../../../i18n/format.ts';
import { digitsFor } from './scales.ts';

/** Numbers of a result in words, the same everywhere on the page. */
export function useStudyWords() {
  const { t } = useTranslation('studies');
  const format = useFormat();
  return { t, format, ...bind(t, format) };
}
export type StudyWords = ReturnType<typeof useStudyWords>;

const SMALLEST_P = 0.001;

function bind(t: ReturnType<typeof useTranslation<'studies'>>['t'], format: Format) {
  const effect = (value: number | null, standardError: number | null) =>
    value === null ? '–' : format.number(value, { digits: digitsFor(standardError), sign: true });
  const interval = (bounds: readonly [number, number] | null, standardError: number | null) =>
    bounds === null
      ? '–'
      : t('interval', { low: effect(bounds[0], standardError), high: effect(bounds[1], standardError) });
  const pValue = (p: number | null) =>
    p === null ? '–' : p < SMALLEST_P ? `< ${SMALLEST_P}` : format.number(p, { digits: 3 });
  return { effect, interval, pValue };
}

/** The standard error that an interval implies, to choose decimals where only the interval is known. */
export function halfWidth(bounds: readonly [number, number] | null): number | null {
  return bounds === null ? null : (bounds[1] - bounds[0]) / 4;
}
