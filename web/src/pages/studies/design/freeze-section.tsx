import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { StudyDetail } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import type { Draft } from './use-draft.ts';

interface FreezeSectionProps {
  studyId: string;
  draft: Draft;
  onDetail: (detail: StudyDetail) => void;
}

/** Pre-registration: what is written is fixed under a hash before the outcome is opened. */
export function FreezeSection({ studyId, draft, onDetail }: FreezeSectionProps) {
  const { t } = useTranslation('studies');
  const freeze = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return call('POST /api/studies/:id/freeze', { params: { id: studyId } });
    },
    onSuccess: onDetail,
  });
  const mayFreeze = draft.check.data?.mayFreeze ?? false;
  return (
    <StepSection id="freeze" title={t('freeze.title')} lead={t('freeze.lead')}>
      <ul className={styles.plainList}>
        <li>{t('freeze.what')}</li>
        <li>{t('freeze.later')}</li>
      </ul>
      <div className={styles.actions}>
        <Button
          loading={freeze.isPending}
          disabled={!mayFreeze || draft.pending}
          aria-describedby="freeze-why"
          onClick={() => freeze.mutate()}
        >
          {t('freeze.button')}
        </Button>
        <span id="freeze-why" role="status" className={mayFreeze || draft.pending ? styles.soft : styles.bad}>
          {draft.state === 'failed'
            ? t('freeze.notSaved')
            : draft.pending
              ? t('freeze.checking')
              : mayFreeze
                ? t('freeze.ready')
                : t('freeze.blocked')}
        </span>
      </div>
      {freeze.error === null ? (
        draft.state === 'failed' ? (
          <ErrorPanel error={draft.error} plain />
        ) : null
      ) : (
        <ErrorPanel error={freeze.error} plain />
      )}
    </StepSection>
  );
}
