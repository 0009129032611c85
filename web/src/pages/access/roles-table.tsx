import { useTranslation } from 'react-i18next';
import { ListTable } from '../../components/list-table.tsx';
import styles from './people-page.module.css';
import { MAY, ROLES } from './roles.ts';

/** What each role may do, in words. */
export function RolesTable() {
  const { t } = useTranslation('access');
  return (
    <section className={`card ${styles.roles}`} aria-labelledby="may">
      <h2 id="may">{t('may.title')}</h2>
      <ListTable
        caption={t('may.caption')}
        rows={MAY}
        rowKey={({ key }) => key}
        columns={[
          { key: 'what', header: t('may.what'), names: true, cell: ({ key }) => t(`may.rows.${key}`) },
          ...ROLES.map((role, index) => ({
            key: role,
            header: t(`roles.${role}`),
            cell: ({ reach }: (typeof MAY)[number]) => {
              const far = reach[index] ?? 'no';
              return <span className={far === 'no' ? styles.faint : styles.may}>{t(`may.${far}`)}</span>;
            },
          })),
        ]}
      />
      <p>{t('may.note')}</p>
    </section>
  );
}
