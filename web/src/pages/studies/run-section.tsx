import { Button, Progress } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { StudyDetail } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useFormat } from '../../i18n/format.ts';
import { StepSection } from './step-section.tsx';
import styles from './studies.module.css';

/** The registered design with its hash; then the run, how far it is, and why there is no result if there is none. */
export function RunSection({
  detail,
  onDetail,
}: {
  detail: StudyDetail;
  onDetail: (detail: StudyDetail) => void;
}) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const run = useMutation({
    mutationFn: () => call('POST /api/studies/:id/run', { params: { id: detail.id } }),
    onSuccess: onDetail,
  });
  const { status, progress } = detail;
  const again = status === 'refused' || status === 'failed';
  return (
    <StepSection id="run" title={t('run.title')}>
      <Registration detail={detail} />
      {status === 'running' ? (
        <div className={styles.progress} role="status">
          <p>
            {t(`run.phase.${progress?.phase ?? 'waiting'}`)}{' '}
            <span className="num">{format.number(progress?.share ?? 0, { percent: true, digits: 0 })}</span>
          </p>
          <Progress value={(progress?.share ?? 0) * 100} animated aria-label={t('run.title')} />
        </div>
      ) : null}
      {again ? (
        <div role="alert" className={styles.refusedBox}>
          <strong>{t(status === 'refused' ? 'run.refused' : 'run.failed')}</strong>
          {progress?.message == null ? null : <p>{format.text(progress.message)}</p>}
          <p className={styles.soft}>{t(status === 'refused' ? 'run.refusedHint' : 'run.failedHint')}</p>
        </div>
      ) : null}
      {detail.mayWrite && (status === 'frozen' || status === 'failed') ? (
        <div className={styles.actions}>
          <Button loading={run.isPending} onClick={() => run.mutate()}>
            {t(again ? 'run.again' : 'run.button')}
          </Button>
          <span className={styles.soft}>{t('run.hint')}</span>
        </div>
      ) : null}
      {run.error === null ? null : <ErrorPanel error={run.error} plain />}
    </StepSection>
  );
}

/** Who froze what, when, under which hash. */
export function Registration({ detail }: { detail: StudyDetail }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  if (detail.hash === null) return null;
  return (
    <div className={styles.registration}>
      <p>
        <span aria-hidden="true">✓ </span>
        {t('freeze.done', {
          when: detail.frozenAt === null ? '' : format.moment(detail.frozenAt),
          who: detail.frozenBy ?? detail.createdBy,
        })}
      </p>
      <p className={styles.hash}>
        <span>{t('freeze.hash')}</span> <code>{detail.hash}</code>
      </p>
    </div>
  );
}
