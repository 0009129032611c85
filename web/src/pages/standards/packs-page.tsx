import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './standards.module.css';

/** What groups are judged against. */
export function Page() {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const packs = useRoute('GET /api/packs', {});
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {packs.error !== null ? (
        <ErrorPanel error={packs.error} onRetry={() => void packs.refetch()} />
      ) : packs.data === undefined ? (
        <Skeleton height={180} radius={12} />
      ) : (
        <ul className={styles.packs} aria-label={t('list')}>
          {packs.data.map(({ pack, origin, version }) => (
            <li key={pack.id} className={`card ${styles.pack}`}>
              <h2>
                <Link to="/standards/$packId" params={{ packId: pack.id }}>
                  {format.text(pack.name)}
                </Link>
              </h2>
              <p className={styles.facts}>
                {[
                  t('validFrom', { day: format.day(pack.validFrom) }),
                  pack.stages.length === 0
                    ? t('anyStage')
                    : format.list(
                        pack.stages.map((stage) => t(`common:stage.${stage}`, { defaultValue: stage })),
                      ),
                  pack.indicators.length === 0
                    ? t('indicatorsOfFile')
                    : t('indicators', { count: pack.indicators.length }),
                  origin === 'bureau' ? t('own', { version }) : t('origin.shipped'),
                ].join(' · ')}
              </p>
              <p className={styles.source}>{format.text(pack.source)}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
