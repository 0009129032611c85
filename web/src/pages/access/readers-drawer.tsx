import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Reader } from '@trellis/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { DetailDrawer } from '../../components/detail-drawer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './audit-page.module.css';
import { roleKey } from './roles.ts';

interface ReadersDrawerProps {
  of: { kind: 'staff' | 'school'; id: string; name: string };
  onClose: () => void;
}

/** Who can see a person's record or a school's staff today, and through which authority. */
export function ReadersDrawer({ of, onClose }: ReadersDrawerProps) {
  const { t } = useTranslation('access');
  const mayReadRecord = usePermission('audit.read');
  const params = { id: of.id };
  const staff = useRoute('GET /api/staff/:id/readers', { params }, { enabled: of.kind === 'staff' });
  const school = useRoute('GET /api/schools/:id/readers', { params }, { enabled: of.kind === 'school' });
  const { data, error, refetch } = of.kind === 'staff' ? staff : school;
  return (
    <DetailDrawer
      opened
      onClose={onClose}
      size={640}
      kicker={t('readers.open')}
      title={t(of.kind === 'staff' ? 'readers.titleStaff' : 'readers.titleSchool', { name: of.name })}
    >
      <p className={styles.explain}>{t('readers.explain')}</p>
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} plain />
      ) : data === undefined ? (
        <Skeleton height={200} radius={8} />
      ) : data.total === 0 ? (
        <p>{t('readers.none')}</p>
      ) : (
        <ReaderList readers={data.items} rest={data.total - data.items.length} />
      )}
      {mayReadRecord ? (
        <p className={styles.explain}>
          <Link
            to="/access/audit"
            search={{ [of.kind === 'staff' ? 'staff' : 'school']: of.id } as never}
            onClick={onClose}
          >
            {t('readers.record')}
          </Link>
        </p>
      ) : null}
    </DetailDrawer>
  );
}

function ReaderList({ readers, rest }: { readers: readonly Reader[]; rest: number }): ReactNode {
  const { t } = useTranslation('access');
  const format = useFormat();
  const through = (one: Reader) =>
    one.role === null || one.scopeKind === null || one.scopeName === null
      ? t('readers.own')
      : `${t(`roles.${roleKey({ role: one.role, scopeKind: one.scopeKind })}`)} · ${format.text(one.scopeName)}`;
  return (
    <>
      <ListTable<Reader & { key: string }>
        caption={t('readers.caption')}
        rows={readers.map((one, index) => ({ ...one, key: String(index) }))}
        rowKey={({ key }) => key}
        columns={[
          { key: 'person', header: t('readers.person'), names: true, cell: ({ name }) => name },
          {
            key: 'through',
            header: t('readers.through'),
            cell: (one) => (
              <>
                {through(one)}
                {one.from === null ? null : (
                  <span className={styles.small}>
                    {t(one.to === null ? 'since' : 'span', {
                      from: format.day(one.from),
                      to: one.to === null ? '' : format.day(one.to),
                    })}
                  </span>
                )}
              </>
            ),
          },
          { key: 'reads', header: t('readers.reads'), cell: ({ reads }) => t(`readers.${reads}`) },
        ]}
      />
      {rest > 0 ? (
        <p className={styles.explain}>{t('readers.more', { count: rest, n: format.number(rest) })}</p>
      ) : null}
    </>
  );
}
