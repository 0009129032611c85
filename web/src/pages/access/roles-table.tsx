import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ListTable } from '../../components/list-table.tsx';
import styles from './people-page.module.css';
import { columnKey, PERMISSION_ORDER, type Permission, permissionKey, reachOf } from './policy.ts';

/** What each role may do, in words: the table the server enforces. */
export function RolesTable() {
  const { t } = useTranslation('access');
  const { data, error, refetch } = useRoute('GET /api/access/policy', {});
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={320} radius={12} />;
  return (
    <section className={`card ${styles.roles}`} aria-labelledby="may">
      <h2 id="may">{t('may.title')}</h2>
      <ListTable<Permission>
        caption={t('may.caption')}
        rows={PERMISSION_ORDER}
        rowKey={(permission) => permission}
        columns={[
          {
            key: 'what',
            header: t('may.what'),
            names: true,
            cell: (permission) => t(`may.rows.${permissionKey(permission)}`),
          },
          ...data.roles.map((row) => ({
            key: columnKey(row),
            header: t(`may.roles.${columnKey(row)}`),
            cell: (permission: Permission) => {
              const reach = reachOf(data, row, permission);
              return (
                <span className={reach === 'no' ? styles.faint : reach === 'yes' ? styles.all : styles.may}>
                  {t(`may.${reach}`)}
                  {permission === 'staff.read' && row.staff === 'list' ? t('may.wall') : null}
                </span>
              );
            },
          })),
        ]}
      />
      <p>{t('may.note')}</p>
    </section>
  );
}
