import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/format.ts';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import { studyEstimatorNames } from './estimator-names.ts';
import { lacksFor } from './recommend-estimator.ts';
import type { Draft } from './use-draft.ts';

/** The estimator the design asks for, why, and the others that could be taken instead. */
export function EstimatorSection({ draft }: { draft: Draft }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const { design, change, recommended } = draft;
  const others = studyEstimatorNames.filter((one) => one !== recommended.estimator);
  return (
    <StepSection id="estimator" title={t('estimator.title')} lead={t('estimator.lead')}>
      <fieldset className={styles.estimators}>
        <legend className="sr-only">{t('estimator.title')}</legend>
        {[recommended.estimator, ...others].map((estimator) => {
          const lacks = lacksFor(estimator, design);
          const best = estimator === recommended.estimator;
          return (
            <label key={estimator} className={best ? styles.best : styles.other}>
              <input
                type="radio"
                name="estimator"
                value={estimator}
                checked={design.estimator === estimator}
                disabled={lacks.length > 0 && design.estimator !== estimator}
                onChange={() => change({ estimator })}
              />
              <span>
                <strong>{t(`estimator.name.${estimator}`)}</strong>
                {best ? <span className={styles.tag}>{t('estimator.recommended')}</span> : null}
                <span className={styles.about}>
                  {best ? t(`estimator.reason.${recommended.reason}`) : t(`estimator.about.${estimator}`)}
                </span>
                {lacks.length === 0 ? null : (
                  <span className={styles.faint}>
                    {t('estimator.lacks', {
                      list: format.list(lacks.map((need) => t(`estimator.need.${need}`))),
                    })}
                  </span>
                )}
              </span>
            </label>
          );
        })}
      </fieldset>
      {design.estimator === recommended.estimator ? null : (
        <p className={styles.soft}>
          {t('estimator.otherChosen', { name: t(`estimator.name.${recommended.estimator}`) })}
        </p>
      )}
    </StepSection>
  );
}
