import { NativeSelect, SegmentedControl } from '@mantine/core';
import type { StudyDesign } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../../components/data-table.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import { ColumnSelect } from './column-select.tsx';
import { isNumeric } from './propose-design.ts';
import type { DesignSectionProps } from './section-props.ts';

const SELECTIONS = ['drawn-by-lot', 'weak-chosen', 'strong-chosen', 'volunteered', 'unknown'] as const;

/** Who was treated, when, and with whom they are compared. */
export function TreatmentSection({ columns, draft }: DesignSectionProps) {
  const { t } = useTranslation('studies');
  const { design, change } = draft;
  const [marked, setMarked] = useState<'from' | 'mark'>(design.treated === null ? 'from' : 'mark');
  return (
    <StepSection id="treatment" title={t('treatment.title')} lead={t('treatment.lead')}>
      <div className={styles.fields}>
        <ColumnSelect
          label={t('treatment.unit')}
          description={t('treatment.unitHint')}
          columns={columns}
          value={design.unit}
          onChange={(unit) => {
            const follows = (column: string | null) => column === null || column === design.unit;
            change({
              unit,
              ...(follows(design.assignedBy) ? { assignedBy: unit } : {}),
              ...(follows(design.cluster) ? { cluster: unit } : {}),
            });
          }}
        />
        <ColumnSelect
          label={t('treatment.time')}
          description={t('treatment.timeHint')}
          columns={columns}
          fits={isNumeric}
          value={design.time}
          none={t('treatment.noTime')}
          onChange={(time) => change({ time })}
        />
      </div>
      <div className={styles.marked}>
        <span className={styles.label} id="marked-by">
          {t('treatment.marked')}
        </span>
        <SegmentedControl
          size="xs"
          aria-labelledby="marked-by"
          value={marked}
          data={[
            { value: 'from', label: t('treatment.byStart') },
            { value: 'mark', label: t('treatment.byMark') },
          ]}
          onChange={(value) => {
            setMarked(value === 'mark' ? 'mark' : 'from');
            change({ treated: null, treatedFrom: null });
          }}
        />
      </div>
      <div className={styles.fields}>
        {marked === 'from' ? (
          <ColumnSelect
            label={t('treatment.treatedFrom')}
            description={t('treatment.treatedFromHint')}
            columns={columns}
            fits={isNumeric}
            value={design.treatedFrom}
            none={t('treatment.nobody')}
            onChange={(treatedFrom) => change({ treatedFrom })}
          />
        ) : (
          <ColumnSelect
            label={t('treatment.treated')}
            description={t('treatment.treatedHint')}
            columns={columns}
            fits={({ type }) => type === 'binary'}
            value={design.treated}
            none={t('treatment.nobody')}
            onChange={(treated) => change({ treated })}
          />
        )}
        <NativeSelect
          label={t('treatment.control')}
          description={t('treatment.controlHint')}
          value={design.control}
          data={(['never', 'not-yet'] as const).map((value) => ({
            value,
            label: t(`treatment.controls.${value}`),
          }))}
          onChange={(event) => change({ control: event.currentTarget.value as StudyDesign['control'] })}
        />
        <NativeSelect
          label={t('treatment.selection')}
          description={t('treatment.selectionHint')}
          value={design.selection}
          data={SELECTIONS.map((value) => ({ value, label: t(`treatment.selections.${value}`) }))}
          onChange={(event) => change({ selection: event.currentTarget.value as StudyDesign['selection'] })}
        />
        <NativeSelect
          label={t('treatment.partners')}
          description={t('treatment.partnersHint')}
          value={design.partnersAmongControls}
          data={(['unknown', 'no', 'yes'] as const).map((value) => ({
            value,
            label: t(`treatment.partnerChoices.${value}`),
          }))}
          onChange={(event) =>
            change({
              partnersAmongControls: event.currentTarget.value as StudyDesign['partnersAmongControls'],
            })
          }
        />
      </div>
      <TreatmentFacts draft={draft} />
    </StepSection>
  );
}

/** What treatment looks like in the data; no outcome is looked at. */
function TreatmentFacts({ draft }: Pick<DesignSectionProps, 'draft'>) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const facts = draft.check.data?.facts;
  if (facts === undefined || facts.treatedUnits === null || facts.units === null) return null;
  const { periods, starts } = facts;
  return (
    <div className={styles.seen} role="status">
      <p>
        {t('treatment.seen', {
          units: format.number(facts.units),
          treated: format.number(facts.treatedUnits),
          comparison: format.number(facts.comparisonUnits ?? facts.units - facts.treatedUnits),
        })}
        {periods.length === 0
          ? ''
          : ` ${t('treatment.seenPeriods', { count: periods.length, periods: periods.join(format.language === 'zh' ? '、' : ', ') })}`}
      </p>
      {starts.length < 2 ? (
        starts.map(({ period }) => <p key={period}>{t('treatment.oneStart', { period })}</p>)
      ) : (
        <DataTable
          caption={t('treatment.starts')}
          showCaption
          rows={starts}
          rowKey={({ period }) => String(period)}
          columns={[
            { key: 'period', header: t('treatment.startPeriod'), names: true, cell: ({ period }) => period },
            {
              key: 'units',
              header: t('treatment.startUnits'),
              numeric: true,
              cell: ({ units }) => format.number(units),
            },
          ]}
        />
      )}
    </div>
  );
}
