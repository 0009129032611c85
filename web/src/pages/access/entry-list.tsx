import type { AuditEntry } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { ListTable } from '../../components/list-table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './audit-page.module.css';
import { roleKey } from './roles.ts';

const MARK = { change: '●', look: '○', 'sign-in': '→', refusal: '×' } as const;

/** Entries of the audit record, latest first; each opens what else is known of it. */
export function EntryList({
  entries,
  onOpen,
}: {
  entries: readonly AuditEntry[];
  onOpen: (entry: AuditEntry) => void;
}) {
  const { t } = useTranslation('access');
  const format = useFormat();
  return (
    <ListTable<AuditEntry>
      caption={t('audit.title')}
      rows={entries}
      rowKey={({ number }) => String(number)}
      columns={[
        {
          key: 'when',
          header: t('audit.when'),
          cell: ({ at }) => <span className={styles.when}>{format.moment(at)}</span>,
        },
        {
          key: 'who',
          header: t('audit.who'),
          names: true,
          cell: (entry) => (
            <>
              {entry.userName}
              <span className={styles.small}>
                {entry.through.length === 0
                  ? t('audit.noRole')
                  : format.list(
                      entry.through.map(
                        (one) => `${t(`roles.${roleKey(one)}`)} · ${format.text(one.scopeName)}`,
                      ),
                    )}
              </span>
            </>
          ),
        },
        {
          key: 'kind',
          header: t('audit.kind'),
          cell: ({ kind }) => (
            <span className={`${styles.kind} ${styles[kind]}`}>
              <span aria-hidden="true">{MARK[kind]}</span> {t(`audit.kinds.${kind}`)}
            </span>
          ),
        },
        {
          key: 'what',
          header: t('audit.what'),
          cell: (entry) => (
            <button type="button" className={styles.open} onClick={() => onOpen(entry)}>
              {format.text(entry.what)}
            </button>
          ),
        },
        {
          key: 'object',
          header: t('audit.object'),
          cell: (entry) => {
            const name = entry.objectName === null ? '' : format.text(entry.objectName);
            if (name !== '') return name;
            return entry.subjectCount === 0
              ? ''
              : t('audit.people', { count: entry.subjectCount, n: format.number(entry.subjectCount) });
          },
        },
        { key: 'why', header: t('audit.why'), cell: ({ purpose }) => purpose },
      ]}
    />
  );
}
