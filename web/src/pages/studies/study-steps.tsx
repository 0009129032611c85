import type { StudyDetail } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import styles from './studies.module.css';

const DRAFT_STEPS = [
  'data',
  'treatment',
  'outcome',
  'level',
  'questions',
  'estimator',
  'checks',
  'freeze',
] as const;
const FROZEN_STEPS = ['run', 'design', 'data'] as const;
const DONE_STEPS = ['result', 'design', 'data'] as const;

/** The steps of the page, to go to. */
export function StudySteps({ detail }: { detail: StudyDetail }) {
  const { t } = useTranslation('studies');
  if (detail.status === 'draft' && (detail.data === null || !detail.mayWrite)) return null;
  const steps =
    detail.status === 'draft' ? DRAFT_STEPS : detail.status === 'done' ? DONE_STEPS : FROZEN_STEPS;
  return (
    <nav aria-label={t('steps.label')} className="no-print">
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step}>
            <a href={`#step-${step}`}>
              <span aria-hidden="true" className={styles.stepNumber}>
                {index + 1}
              </span>
              {t(`steps.${step}`)}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
