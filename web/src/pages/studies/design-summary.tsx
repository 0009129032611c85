import type { StudyDesign, StudyDetail } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '../../i18n/format.ts';
import { StepSection } from './step-section.tsx';
import styles from './studies.module.css';

/** Every choice of a design that can no longer change, in words. */
export function DesignSummary({ detail, design }: { detail: StudyDetail; design: StudyDesign }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const pairs = describeDesign(design, t, format);
  return (
    <StepSection id="design" title={t('summary.title')}>
      <dl className={styles.pairs}>
        <div>
          <dt>{t('data.title')}</dt>
          <dd>
            {detail.data === null
              ? ''
              : t('summary.data', { file: detail.data.fileName, rows: format.number(detail.data.rows) })}
          </dd>
        </div>
        {pairs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </StepSection>
  );
}

type Words = ReturnType<typeof useTranslation<'studies'>>['t'];

function describeDesign(design: StudyDesign, t: Words, format: Format): [string, string][] {
  const list = (names: readonly string[]) => format.list(names);
  const start = design.treatedFrom ?? design.treated;
  const rows: [string, string | null][] = [
    [t('outcome.question'), design.question || null],
    [t('outcome.outcomes'), list(design.outcomes)],
    [t('outcome.scale'), t(`scale.${design.scale}`)],
    [t('estimator.title'), t(`estimator.name.${design.estimator}`)],
    [t('treatment.unit'), design.unit],
    [t('treatment.time'), design.time],
    [t(design.treatedFrom === null ? 'treatment.treated' : 'treatment.treatedFrom'), start],
    [t('treatment.control'), start === null ? null : t(`treatment.controls.${design.control}`)],
    [t('treatment.selection'), start === null ? null : t(`treatment.selections.${design.selection}`)],
    [
      t('treatment.partners'),
      start === null ? null : t(`treatment.partnerChoices.${design.partnersAmongControls}`),
    ],
    [t('level.assignedBy'), design.assignedBy ?? design.unit],
    [t('level.cluster'), design.cluster ?? design.unit],
    [t('level.errors'), t(`errors.${design.standardErrors}`)],
    [t('level.smallSample'), t(`smallSample.${design.smallSample}`)],
    [
      t('level.covariates'),
      design.covariates.length === 0
        ? null
        : list(
            design.covariates.map(
              ({ column, measured }) => `${column}${format.inBrackets(t(`level.measuredWhen.${measured}`))}`,
            ),
          ),
    ],
    [t('level.weights'), design.weights],
    [t('level.fixed'), design.fixed.length === 0 ? null : list(design.fixed)],
    [
      t('questions.mediators'),
      design.mediators.length === 0 ? null : list(design.mediators.map(({ column }) => column)),
    ],
    [t('questions.subgroups'), design.subgroups.length === 0 ? null : list(design.subgroups)],
    [t('questions.adjustment'), design.subgroups.length === 0 ? null : t(`adjustment.${design.adjustment}`)],
    [t('level.seed'), String(design.seed)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null && row[1] !== '');
}
