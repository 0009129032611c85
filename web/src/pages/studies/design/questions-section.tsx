import { NativeSelect, NumberInput } from '@mantine/core';
import type { StudyDesign } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import { ColumnsSelect } from './columns-select.tsx';
import { isMeasure } from './propose-design.ts';
import type { DesignSectionProps } from './section-props.ts';

type Mediator = StudyDesign['mediators'][number];

/** Through which channels, and for whom: asked before outcomes are opened, or not at all. */
export function QuestionsSection({ columns, draft: { design, change } }: DesignSectionProps) {
  const { t } = useTranslation('studies');
  const patch = (column: string, next: Partial<Mediator>) =>
    change({
      mediators: design.mediators.map((one) => (one.column === column ? { ...one, ...next } : one)),
    });
  const moment = (value: string | number) => (typeof value === 'number' ? value : null);
  return (
    <StepSection id="questions" title={t('questions.title')} lead={t('questions.lead')}>
      <div className={styles.fields}>
        <ColumnsSelect
          label={t('questions.mediators')}
          description={t('questions.mediatorsHint')}
          columns={columns}
          fits={(column) => isMeasure(column) && !design.outcomes.includes(column.name)}
          most={6}
          value={design.mediators.map(({ column }) => column)}
          onChange={(names) =>
            change({
              mediators: names.map(
                (column) =>
                  design.mediators.find((one) => one.column === column) ?? {
                    column,
                    measuredAt: null,
                    level: 'pupil',
                  },
              ),
            })
          }
        />
        <ColumnsSelect
          label={t('questions.subgroups')}
          description={t('questions.subgroupsHint')}
          columns={columns}
          fits={({ type }) => type !== 'empty'}
          most={6}
          value={design.subgroups}
          onChange={(subgroups) => change({ subgroups })}
        />
        {design.subgroups.length === 0 ? null : (
          <NativeSelect
            label={t('questions.adjustment')}
            description={t('questions.adjustmentHint')}
            value={design.adjustment}
            data={(['holm', 'benjamini-hochberg'] as const).map((value) => ({
              value,
              label: t(`adjustment.${value}`),
            }))}
            onChange={(event) =>
              change({ adjustment: event.currentTarget.value as StudyDesign['adjustment'] })
            }
          />
        )}
        {design.mediators.length === 0 ? null : (
          <NumberInput
            label={t('questions.outcomeAt')}
            description={t('questions.outcomeAtHint')}
            value={design.outcomeMeasuredAt ?? ''}
            hideControls
            onChange={(value) => change({ outcomeMeasuredAt: moment(value) })}
          />
        )}
      </div>
      {design.mediators.map(({ column, level, measuredAt }) => (
        <fieldset key={column} className={styles.rows}>
          <legend>{column}</legend>
          <NativeSelect
            size="xs"
            label={t('questions.level')}
            value={level}
            data={(['pupil', 'unit'] as const).map((value) => ({
              value,
              label: t(`questions.levels.${value}`),
            }))}
            onChange={(event) => patch(column, { level: event.currentTarget.value as Mediator['level'] })}
          />
          <NumberInput
            size="xs"
            label={t('questions.measuredAt')}
            value={measuredAt ?? ''}
            hideControls
            onChange={(value) => patch(column, { measuredAt: moment(value) })}
          />
        </fieldset>
      ))}
    </StepSection>
  );
}
