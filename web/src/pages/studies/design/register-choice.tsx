import { Button, NativeSelect, NumberInput, Skeleton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { StudyDetail } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { useRoute } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useFormat } from '../../../i18n/format.ts';
import styles from '../studies.module.css';

const MOST_INDICATORS = 12;

/** The register as the source: figures of schools by year, treated from their first year in the group. */
export function RegisterChoice({
  studyId,
  onDetail,
}: {
  studyId: string;
  onDetail: (detail: StudyDetail) => void;
}) {
  const { t } = useTranslation('studies');
  const [opened, setOpened] = useState(false);
  if (!opened) {
    return (
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        {t('register.open')}
      </Button>
    );
  }
  return <RegisterForm studyId={studyId} onDetail={onDetail} />;
}

function RegisterForm({ studyId, onDetail }: { studyId: string; onDetail: (detail: StudyDetail) => void }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const { data, error, refetch } = useRoute('GET /api/study-indicators', {});
  const [group, setGroup] = useState<string | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [from, setFrom] = useState<number | undefined>();
  const [to, setTo] = useState<number | undefined>();
  const take = useMutation({
    mutationFn: (groupId: string) =>
      call('POST /api/studies/:id/register-data', {
        params: { id: studyId },
        body: {
          groupId,
          indicators: [...chosen],
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        },
      }),
    onSuccess: onDetail,
  });
  if (error !== null) return <ErrorPanel error={error} plain onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={160} />;
  if (data.indicators.length === 0 || data.groups.length === 0)
    return <p className={styles.soft}>{t('register.nothing')}</p>;
  const groupId = group ?? data.groups[0]?.id ?? '';
  const year = (value: string | number) => (typeof value === 'number' ? value : undefined);
  return (
    <div className={styles.box}>
      <h3>{t('register.title')}</h3>
      <p className={styles.soft}>{t('register.text')}</p>
      <NativeSelect
        label={t('register.group')}
        data={data.groups.map(({ id, name }) => ({ value: id, label: format.text(name) }))}
        value={groupId}
        onChange={(event) => setGroup(event.currentTarget.value)}
      />
      <fieldset className={styles.checks}>
        <legend>{t('register.indicators', { count: MOST_INDICATORS })}</legend>
        {data.indicators.map(({ id, name, years, schools }) => (
          <label key={id} className={styles.check}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={!chosen.includes(id) && chosen.length >= MOST_INDICATORS}
              onChange={() =>
                setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]))
              }
            />
            <span>
              {format.text(name)}
              <span className={styles.faint}>
                {t('register.coverage', {
                  count: schools,
                  from: Math.min(...years),
                  to: Math.max(...years),
                })}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className={styles.fields}>
        <NumberInput
          label={t('register.from')}
          value={from ?? ''}
          onChange={(value) => setFrom(year(value))}
          hideControls
        />
        <NumberInput
          label={t('register.to')}
          value={to ?? ''}
          onChange={(value) => setTo(year(value))}
          hideControls
        />
      </div>
      {take.error === null ? null : <ErrorPanel error={take.error} plain />}
      <Button loading={take.isPending} disabled={chosen.length === 0} onClick={() => take.mutate(groupId)}>
        {t('register.take')}
      </Button>
    </div>
  );
}
