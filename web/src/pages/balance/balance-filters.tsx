import { NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Balance } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../api/queries.ts';
import { useFormat } from '../../i18n/format.ts';
import styles from './balance-page.module.css';
import type { BalanceSearch } from './search.ts';

interface BalanceFiltersProps {
  balance: Balance;
  search: BalanceSearch;
  onChange: (change: { [K in keyof BalanceSearch]?: BalanceSearch[K] | undefined }) => void;
}

/** Which standards, stage, year and cluster are shown, and which year they are compared with. */
export function BalanceFilters({ balance, search, onChange }: BalanceFiltersProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const packs = useRoute('GET /api/packs', {});
  const packOptions = (packs.data ?? []).map(({ pack }) => ({
    value: pack.id,
    label: format.text(pack.name),
  }));
  if (!packOptions.some(({ value }) => value === balance.packId)) {
    packOptions.unshift({ value: balance.packId, label: format.text(balance.packName) });
  }
  const years = [...balance.years].sort((a, b) => b - a);
  const yearOption = (year: number) => ({ value: String(year), label: format.schoolYear(year) });
  const phone = useMediaQuery('(max-width: 620px)');
  const fields = (
    <fieldset className={`${styles.filters} no-print`}>
      <legend className="sr-only">{t('filters.label')}</legend>
      <NativeSelect
        size="xs"
        label={t('filters.pack')}
        value={balance.packId}
        data={packOptions}
        onChange={(event) => onChange({ pack: event.currentTarget.value, open: undefined })}
      />
      {balance.stages.length > 1 ? (
        <NativeSelect
          size="xs"
          label={t('filters.stage')}
          value={balance.stage ?? ''}
          data={balance.stages.map((stage) => ({
            value: stage,
            label: t(`common:stage.${stage}`, { defaultValue: stage }),
          }))}
          onChange={(event) => onChange({ stage: event.currentTarget.value, open: undefined })}
        />
      ) : null}
      {years.length > 0 ? (
        <NativeSelect
          size="xs"
          label={t('filters.year')}
          value={String(balance.year ?? '')}
          data={years.map(yearOption)}
          onChange={(event) => {
            const year = Number(event.currentTarget.value);
            onChange({
              year,
              compare: search.compare === year ? undefined : search.compare,
              open: undefined,
            });
          }}
        />
      ) : null}
      {balance.clusters.length > 0 ? (
        <NativeSelect
          size="xs"
          label={t('filters.cluster')}
          value={balance.clusterId ?? ''}
          data={[
            { value: '', label: t('filters.allClusters') },
            ...balance.clusters.map(({ id, name }) => ({ value: id, label: format.text(name) })),
          ]}
          onChange={(event) => onChange({ cluster: event.currentTarget.value || undefined, open: undefined })}
        />
      ) : null}
      {years.length > 1 ? (
        <NativeSelect
          size="xs"
          label={t('filters.compare')}
          value={String(search.compare ?? '')}
          data={[
            { value: '', label: t('filters.noCompare') },
            ...years.filter((year) => year !== balance.year).map(yearOption),
          ]}
          onChange={(event) => onChange({ compare: Number(event.currentTarget.value) || undefined })}
        />
      ) : null}
    </fieldset>
  );
  if (!phone) return fields;
  const chosen = [
    format.text(balance.packName),
    balance.year === null ? null : format.schoolYear(balance.year),
    balance.clusters.find(({ id }) => id === balance.clusterId)?.name,
  ].flatMap((part) =>
    part === null || part === undefined ? [] : typeof part === 'string' ? part : format.text(part),
  );
  return (
    <details className={`${styles.filterBox} no-print`}>
      <summary>{chosen.join(' · ')}</summary>
      {fields}
    </details>
  );
}
