import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ValueSource } from '@trellis/contract';
import { type ReactNode, useState } from 'react';
import { usePermission } from '../../../api/me.ts';
import { useRoute } from '../../../api/queries.ts';
import { DetailDrawer } from '../../../components/detail-drawer.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import styles from './source-drawer.module.css';
import { useWords } from './words.ts';

interface SourceDrawerProps {
  shown: { title: string; number: ReactNode; source: ValueSource } | null;
  onClose: () => void;
}

/** Where a number comes from: file, sheet, row and column, and the row itself on request. */
export function SourceDrawer({ shown, onClose }: SourceDrawerProps) {
  const { t } = useWords();
  return (
    <DetailDrawer
      opened={shown !== null}
      onClose={onClose}
      kicker={t('school.source.title')}
      title={shown?.title ?? ''}
    >
      {shown === null ? null : (
        <Source
          key={`${shown.source.importId} ${shown.source.file} ${shown.source.row} ${shown.source.column}`}
          {...shown}
        />
      )}
    </DetailDrawer>
  );
}

function Source({ number, source }: { number: ReactNode; source: ValueSource }) {
  const { t, format } = useWords();
  const [open, setOpen] = useState(false);
  const mayImport = usePermission('import.use');
  const row = useRoute(
    'GET /api/imports/:id/rows/:row',
    { params: { id: source.importId, row: source.row }, query: { file: source.file } },
    { enabled: open },
  );
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t('school.source.number')}</dt>
        <dd className={styles.number}>{number}</dd>
        <dt>{t('school.source.file')}</dt>
        <dd>{source.fileName}</dd>
        {source.sheet === null ? null : (
          <>
            <dt>{t('school.source.sheet')}</dt>
            <dd>{source.sheet}</dd>
          </>
        )}
        <dt>{t('school.source.row')}</dt>
        <dd className="num">{format.number(source.row)}</dd>
        <dt>{t('school.source.column')}</dt>
        <dd>{source.column}</dd>
        {source.corrects === null ? null : (
          <>
            <dt>{t('school.source.corrects')}</dt>
            <dd>
              {t('school.source.correctsRow', {
                file: source.corrects.fileName,
                row: format.number(source.corrects.row),
              })}
            </dd>
          </>
        )}
      </dl>
      <div className={styles.actions}>
        {open ? null : (
          <Button variant="default" size="xs" onClick={() => setOpen(true)}>
            {t('school.source.show')}
          </Button>
        )}
        {mayImport ? (
          <Button
            variant="default"
            size="xs"
            renderRoot={(props) => (
              <Link to="/imports/$importId" params={{ importId: source.importId }} {...props} />
            )}
          >
            {t('school.source.import')}
          </Button>
        ) : null}
      </div>
      {!open ? null : row.error !== null ? (
        <ErrorPanel error={row.error} plain onRetry={() => void row.refetch()} />
      ) : row.data === undefined ? (
        <Skeleton height={160} mt="md" />
      ) : (
        <table className={styles.row}>
          <caption>{t('school.source.rowTitle', { row: format.number(row.data.row) })}</caption>
          <tbody>
            {row.data.cells.map((cell) => {
              const own = cell.letter === source.column || cell.header === source.column;
              return (
                <tr key={cell.letter} className={own ? styles.own : undefined}>
                  <td className={styles.letter}>{cell.letter}</td>
                  <th scope="row">{cell.header}</th>
                  <td>
                    {cell.value}
                    {own ? <span className={styles.mark}> ← {t('school.source.thisCell')}</span> : null}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </>
  );
}
