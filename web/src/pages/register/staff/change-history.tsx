import type { StaffChange } from '@trellis/contract';
import { ListTable } from '../../../components/list-table.tsx';
import styles from './career-page.module.css';
import type { StaffWords } from './staff-words.ts';

/** What was changed on the record: when, by whom, why, and what stood before and after. */
export function ChangeHistory({ changes, words }: { changes: readonly StaffChange[]; words: StaffWords }) {
  const { t, format } = words;
  return (
    <section className={`card ${styles.history}`} aria-labelledby="history">
      <header className={styles.box}>
        <h2 id="history">{t('career.history')}</h2>
        <p className={styles.faint}>{t('career.historyHint')}</p>
      </header>
      <ListTable<StaffChange>
        caption={t('career.history')}
        rows={changes}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'at',
            header: t('career.at'),
            names: true,
            cell: (one) => <span className="num">{format.moment(one.at)}</span>,
          },
          { key: 'by', header: t('career.by'), cell: (one) => one.byName },
          {
            key: 'what',
            header: t('career.what'),
            cell: (one) => t(`career.action.${one.action}`, { kind: words.kind(one.kind) }),
          },
          {
            key: 'difference',
            header: t('career.difference'),
            cell: (one) => <Difference change={one} words={words} />,
          },
          {
            key: 'why',
            header: t('career.why'),
            cell: (one) => `${words.cause(one.cause)} · ${one.reason}`,
          },
        ]}
      />
    </section>
  );
}

/** Only what differs; the days of a range are written out. */
function Difference({ change, words }: { change: StaffChange; words: StaffWords }) {
  const { t } = words;
  if (change.before === null || change.after === null) {
    const whole = change.before ?? change.after;
    const during = whole?.during ?? whole?.employed;
    return <>{days(during, words)}</>;
  }
  const { before, after } = change;
  const names = Object.keys(after).filter((key) => String(before[key] ?? '') !== String(after[key] ?? ''));
  return (
    <>
      {names.map((key) => (
        <span key={key} className={styles.difference}>
          {t(`field.${key}` as 'field.during')}
          {words.format.colon}
          {days(before[key], words) || t('career.unknown')} → {days(after[key], words) || t('career.unknown')}
        </span>
      ))}
    </>
  );
}

function days(value: unknown, words: StaffWords): string {
  if (value === null || value === undefined) return '';
  const range = /^\[(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)?\)$/.exec(String(value));
  if (range === null) return String(value);
  return words.during({ from: range[1] ?? null, to: range[2] ?? null });
}
