import type { AuditEntry } from '@trellis/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailDrawer } from '../../components/detail-drawer.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './audit-page.module.css';
import { roleKey } from './roles.ts';

/** Everything one entry of the audit record holds. */
export function EntryDrawer({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const fields = Array.isArray(entry.detail.fields) ? format.list(entry.detail.fields.map(String)) : '';
  const facts: [string, ReactNode][] = [
    [t('audit.when'), format.moment(entry.at)],
    [t('audit.who'), entry.userName],
    [
      t('audit.through'),
      entry.through.length === 0
        ? t('audit.noRole')
        : format.list(
            entry.through.map((one) => `${t(`roles.${roleKey(one)}`)} · ${format.text(one.scopeName)}`),
          ),
    ],
    [t('audit.kind'), t(`audit.kinds.${entry.kind}`)],
    [t('audit.why'), entry.purpose || t('audit.notStated')],
    [t('audit.object'), entry.objectName === null ? '' : format.text(entry.objectName)],
    [
      '',
      entry.subjectCount === 0
        ? ''
        : t('audit.people', { count: entry.subjectCount, n: format.number(entry.subjectCount) }),
    ],
    [
      t('audit.schools'),
      entry.schools === null
        ? t('audit.wholeBureau')
        : format.list(entry.schools.map(({ name }) => format.text(name))),
    ],
    [t('audit.fields'), fields],
    [t('audit.route'), <code key="route">{entry.action}</code>],
    [t('audit.request'), <code key="request">{entry.requestId}</code>],
    [
      t('audit.hash'),
      <span key="hash" className={styles.hash}>
        {entry.hash}
      </span>,
    ],
  ];
  return (
    <DetailDrawer
      opened
      onClose={onClose}
      kicker={t('audit.detail', { number: format.number(entry.number) })}
      title={format.text(entry.what)}
    >
      <dl className={styles.facts}>
        {facts.map(([label, value]) =>
          value === '' ? null : (
            <div key={`${label}${String(value)}`} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </DetailDrawer>
  );
}
