import type { StudyFinding } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/format.ts';
import styles from '../studies.module.css';

/** The step in which a field of the design is written. */
const STEP_OF: Readonly<Record<string, string>> = {
  outcomes: 'outcome',
  scale: 'outcome',
  question: 'outcome',
  unit: 'treatment',
  time: 'treatment',
  treatedFrom: 'treatment',
  treated: 'treatment',
  control: 'treatment',
  selection: 'treatment',
  partnersAmongControls: 'treatment',
  assignedBy: 'level',
  cluster: 'level',
  weights: 'level',
  covariates: 'level',
  fixed: 'level',
  standardErrors: 'level',
  smallSample: 'level',
  mediators: 'questions',
  outcomeMeasuredAt: 'questions',
  subgroups: 'questions',
  adjustment: 'questions',
  estimator: 'estimator',
  data: 'data',
};

const RANK = { refusal: 0, warning: 1, note: 2 } as const;

/** What was found before outcomes were opened: in words, with its weight and the way to where it is mended. */
export function Findings({
  findings,
  links = false,
}: {
  findings: readonly StudyFinding[];
  links?: boolean;
}) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const sorted = [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  return (
    <ul className={styles.findings}>
      {sorted.map(({ severity, code, field, message }) => {
        const step = field === null ? undefined : STEP_OF[field.split('.')[0]!];
        return (
          <li key={`${code} ${field} ${message.en}`} className={styles[severity]}>
            <span className={styles.severity}>
              <span aria-hidden="true">
                {severity === 'refusal' ? '×' : severity === 'warning' ? '!' : 'i'}
              </span>
              {t(`checks.severity.${severity}`)}
            </span>
            <div>
              <p>{format.text(message)}</p>
              {links && step !== undefined ? (
                <a href={`#step-${step}`}>{t('checks.goTo', { step: t(`steps.${step}`) })}</a>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
