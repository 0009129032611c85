import { NativeSelect, Textarea } from '@mantine/core';
import type { StudyDesign } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import { ColumnsSelect } from './columns-select.tsx';
import { isMeasure } from './propose-design.ts';
import type { DesignSectionProps } from './section-props.ts';

const MOST_OUTCOMES = 5;
const SCALES = ['raw', 'sd-all', 'sd-comparison-before'] as const;

/** What is asked, which outcome answers it, and in which unit the effect is told. */
export function OutcomeSection({ columns, draft: { design, change } }: DesignSectionProps) {
  const { t } = useTranslation('studies');
  return (
    <StepSection id="outcome" title={t('outcome.title')} lead={t('outcome.lead')}>
      <div className={styles.fields}>
        <ColumnsSelect
          label={t('outcome.outcomes')}
          description={t('outcome.outcomesHint')}
          columns={columns}
          fits={isMeasure}
          most={MOST_OUTCOMES}
          value={design.outcomes}
          onChange={(outcomes) => change({ outcomes })}
        />
        <NativeSelect
          label={t('outcome.scale')}
          description={t(`outcome.scaleHint.${design.scale}`)}
          value={design.scale}
          data={SCALES.map((value) => ({ value, label: t(`scale.${value}`) }))}
          onChange={(event) => change({ scale: event.currentTarget.value as StudyDesign['scale'] })}
        />
      </div>
      <Textarea
        className={styles.after ?? ''}
        label={t('outcome.question')}
        description={t('outcome.questionHint')}
        autosize
        minRows={1}
        maxLength={1000}
        value={design.question}
        onChange={(event) => change({ question: event.currentTarget.value })}
      />
    </StepSection>
  );
}
