import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ImportDetail, ImportProgress } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { useMe, usePermission } from '../../../api/me.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { ProgressBar } from './check-section.tsx';
import { changesAnything, countPhrases } from './counts.ts';
import styles from './sections.module.css';

interface ApplySectionProps {
  detail: ImportDetail;
  changed: boolean;
  busy: boolean;
  error: Error | null;
  progress: ImportProgress | null;
  onApply: () => void;
  onUndo: () => void;
}

/** What applying will do, the button that does it, and afterwards the way on and the way back. */
export function ApplySection({ detail, changed, busy, error, progress, onApply, onUndo }: ApplySectionProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const mayCompare = usePermission('bureau.read');
  const { groups, groupCount } = useMe();
  const { status } = detail;
  const after = status === 'applied' || status === 'undoing';
  const title = after
    ? t('apply.doneTitle')
    : status === 'undone'
      ? t('apply.undoneTitle')
      : t('apply.title');
  const phrases = countPhrases(detail.counts, t, format);
  const anything = changesAnything(detail.counts);
  const blocked =
    status === 'checking'
      ? t('apply.blockedChecking')
      : changed
        ? t('apply.blockedChanged')
        : status === 'read'
          ? t('apply.blockedRead')
          : detail.badRows > 0
            ? t('apply.blockedErrors', { count: detail.badRows, number: format.number(detail.badRows) })
            : detail.blockedBecause;
  // An obstacle that is still there is told beside the button; one that may be gone is only news.
  const refusal = detail.blockedBecause === null ? detail.lastRefusal : null;
  // A file of one's only group leads there even when its rows name the group themselves.
  const groupId = detail.group?.id ?? (groupCount === 1 ? groups[0]?.id : undefined);
  const params = { groupId: groupId ?? '' };
  return (
    <section className={`card ${styles.section}`} aria-labelledby="apply" id="step-apply">
      <h2 id="apply">{title}</h2>
      <div className={styles.inset}>
        {status === 'read' || status === 'checking' ? (
          <p className={styles.soft}>{t('apply.groupChecked')}</p>
        ) : status === 'failed' ? (
          <p className={styles.bad}>{t('apply.failed')}</p>
        ) : phrases.length > 0 && (anything || !after) ? (
          <ul className={status === 'undone' ? styles.countsUndone : styles.counts}>
            {phrases.map((phrase) => (
              <li key={phrase}>{phrase}</li>
            ))}
          </ul>
        ) : detail.badRows === 0 ? (
          <p>{after ? t('apply.nothingDone') : t('apply.nothing')}</p>
        ) : null}
        {status === 'applying' || status === 'undoing' ? (
          <ProgressBar progress={progress} fallback={t(`check.phases.${status}`)} />
        ) : null}
        {status === 'checked' || status === 'read' || status === 'checking' ? (
          <div className={styles.actionRow}>
            <Button disabled={blocked !== null} loading={busy} onClick={onApply} aria-describedby="apply-why">
              {t('apply.button', { count: detail.rows, number: format.number(detail.rows) })}
            </Button>
            <span id="apply-why" className={blocked === null ? styles.soft : styles.bad}>
              {blocked ?? t('apply.allOrNothing')}
            </span>
          </div>
        ) : null}
        {refusal === null ? null : (
          <p className={styles.bad} role="status">
            <span aria-hidden="true">! </span>
            {t(status === 'applied' ? 'apply.undoRefused' : 'apply.applyRefused', { reason: refusal })}
          </p>
        )}
        {status === 'applied' ? (
          <>
            <p className={styles.good}>
              <span aria-hidden="true">✓ </span>
              {t('apply.applied', { when: detail.appliedAt === null ? '' : format.moment(detail.appliedAt) })}
            </p>
            <div className={styles.actionRow}>
              {groupId === undefined ? (
                <>
                  {mayCompare ? (
                    <Button renderRoot={(props) => <Link to="/bureau" {...props} />}>
                      {t('apply.toBureau')}
                    </Button>
                  ) : null}
                  <Button variant="default" renderRoot={(props) => <Link to="/register" {...props} />}>
                    {t('apply.toRegister')}
                  </Button>
                </>
              ) : (
                <>
                  <Button renderRoot={(props) => <Link to="/groups/$groupId" params={params} {...props} />}>
                    {t('apply.toBalance')}
                  </Button>
                  <Button
                    variant="default"
                    renderRoot={(props) => <Link to="/groups/$groupId/register" params={params} {...props} />}
                  >
                    {t('apply.toGroup')}
                  </Button>
                </>
              )}
              <Button
                variant="default"
                loading={busy}
                disabled={detail.blockedBecause !== null}
                onClick={onUndo}
                aria-describedby="undo-why"
              >
                {t('apply.undo')}
              </Button>
              <span id="undo-why" className={styles.soft}>
                {detail.blockedBecause === null
                  ? t('apply.undoHint')
                  : `${t('apply.undoBlocked')}${format.colon}${detail.blockedBecause}`}
              </span>
            </div>
          </>
        ) : null}
        {status === 'undone' ? (
          <p>{t('apply.undone', { when: detail.undoneAt === null ? '' : format.moment(detail.undoneAt) })}</p>
        ) : null}
        {error === null ? null : <ErrorPanel error={error} plain />}
      </div>
    </section>
  );
}
