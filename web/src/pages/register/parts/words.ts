import type { During } from '@trellis/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type BothLanguages, type Format, useFormat } from '../../../i18n/format.ts';

/** Names of the register's fixed values, dates and ranges in the chosen language. */
export function useWords() {
  const { t } = useTranslation(['register', 'common']);
  const format = useFormat();
  return useMemo(() => wordsOf(t, format), [t, format]);
}

type Translate = ReturnType<typeof useTranslation<['register', 'common']>>['t'];

function wordsOf(t: Translate, format: Format) {
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(format.language) + text.slice(1);
  const of = (kind: string) => (value: string | null) =>
    value === null ? '' : capital(t(`common:${kind}.${value}`));
  return {
    t,
    format,
    name: (text: BothLanguages) => format.text(text),
    stage: of('stage'),
    location: of('location'),
    level: of('level'),
    role: of('membershipRole'),
    groupKind: of('groupKind'),
    during: ({ from, to, fromPrecision, toPrecision }: During) => {
      const first = from === null ? null : format.dayAs(from, fromPrecision);
      const last = to === null ? null : format.dayAs(to, toPrecision);
      if (first !== null && last !== null) return t('during.fromTo', { from: first, to: last });
      if (first !== null) return t('during.from', { from: first });
      if (last !== null) return t('during.to', { to: last });
      return t('during.always');
    },
  };
}
export type Words = ReturnType<typeof useWords>;
