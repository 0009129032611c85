import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import { Findings } from './findings.tsx';
import type { Draft } from './use-draft.ts';

/** What the software refuses or warns of, before any outcome is opened. */
export function ChecksSection({ draft }: { draft: Draft }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const { data, error, refetch } = draft.check;
  const count = (severity: string) => data?.findings.filter((one) => one.severity === severity).length ?? 0;
  const [refusals, warnings] = [count('refusal'), count('warning')];
  return (
    <StepSection id="checks" title={t('checks.title')} lead={t('checks.lead')}>
      {error !== null ? (
        <ErrorPanel error={error} plain onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton height={90} />
      ) : (
        <>
          <p role="status" className={refusals > 0 ? styles.bad : warnings > 0 ? styles.strong : styles.good}>
            <span aria-hidden="true">{refusals > 0 ? '× ' : warnings > 0 ? '! ' : '✓ '}</span>
            {refusals > 0
              ? t('checks.refused', { count: refusals, n: format.number(refusals) })
              : warnings > 0
                ? t('checks.warned', { count: warnings, n: format.number(warnings) })
                : t('checks.clean')}
          </p>
          {data.findings.length === 0 ? null : <Findings findings={data.findings} links />}
        </>
      )}
    </StepSection>
  );
}
