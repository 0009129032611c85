import { NativeSelect, NumberInput } from '@mantine/core';
import type { StudyDesign } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import { ColumnSelect } from './column-select.tsx';
import { ColumnsSelect } from './columns-select.tsx';
import { isMeasure, isNumeric } from './propose-design.ts';
import type { DesignSectionProps } from './section-props.ts';

const MEASURED = ['before', 'after', 'unknown'] as const;

/** Who assigned treatment at which level, what errors are clustered by, and what is held constant. */
export function LevelSection({ columns, draft: { design, change } }: DesignSectionProps) {
  const { t } = useTranslation('studies');
  const setMeasured = (column: string, measured: string) =>
    change({
      covariates: design.covariates.map((one) =>
        one.column === column ? { column, measured: measured as (typeof MEASURED)[number] } : one,
      ),
    });
  return (
    <StepSection id="level" title={t('level.title')} lead={t('level.lead')}>
      <div className={styles.fields}>
        <ColumnSelect
          label={t('level.assignedBy')}
          description={t('level.assignedByHint')}
          columns={columns}
          value={design.assignedBy}
          none={t('level.sameAsUnit')}
          onChange={(assignedBy) => change({ assignedBy })}
        />
        <ColumnSelect
          label={t('level.cluster')}
          description={t('level.clusterHint')}
          columns={columns}
          value={design.cluster}
          none={t('level.sameAsUnit')}
          onChange={(cluster) => change({ cluster })}
        />
        <ColumnsSelect
          label={t('level.covariates')}
          description={t('level.covariatesHint')}
          columns={columns}
          fits={(column) => isMeasure(column) && !design.outcomes.includes(column.name)}
          most={30}
          value={design.covariates.map(({ column }) => column)}
          onChange={(names) =>
            change({
              covariates: names.map(
                (column) =>
                  design.covariates.find((one) => one.column === column) ?? { column, measured: 'unknown' },
              ),
            })
          }
        />
        <ColumnSelect
          label={t('level.weights')}
          description={t('level.weightsHint')}
          columns={columns}
          fits={isNumeric}
          value={design.weights}
          none={t('level.noWeights')}
          onChange={(weights) => change({ weights })}
        />
      </div>
      {design.covariates.length === 0 ? null : (
        <fieldset className={styles.rows}>
          <legend>{t('level.measured')}</legend>
          {design.covariates.map(({ column, measured }) => (
            <NativeSelect
              key={column}
              size="xs"
              label={column}
              value={measured}
              data={MEASURED.map((value) => ({ value, label: t(`level.measuredWhen.${value}`) }))}
              onChange={(event) => setMeasured(column, event.currentTarget.value)}
            />
          ))}
        </fieldset>
      )}
      <details className={styles.fold}>
        <summary>{t('level.more')}</summary>
        <div className={styles.fields}>
          <ColumnsSelect
            label={t('level.fixed')}
            description={t('level.fixedHint')}
            columns={columns}
            most={5}
            value={design.fixed}
            onChange={(fixed) => change({ fixed })}
          />
          <NativeSelect
            label={t('level.errors')}
            description={t(`level.errorHint.${design.standardErrors}`)}
            value={design.standardErrors}
            data={(['cr1', 'cr2', 'hc1', 'iid'] as const).map((value) => ({
              value,
              label: t(`errors.${value}`),
            }))}
            onChange={(event) =>
              change({ standardErrors: event.currentTarget.value as StudyDesign['standardErrors'] })
            }
          />
          <NativeSelect
            label={t('level.smallSample')}
            description={t('level.smallSampleHint')}
            value={design.smallSample}
            data={(['nested', 'full', 'none'] as const).map((value) => ({
              value,
              label: t(`smallSample.${value}`),
            }))}
            onChange={(event) =>
              change({ smallSample: event.currentTarget.value as StudyDesign['smallSample'] })
            }
          />
          <NumberInput
            label={t('level.seed')}
            description={t('level.seedHint')}
            value={design.seed}
            min={1}
            max={4_294_967_295}
            allowDecimal={false}
            hideControls
            onChange={(value) => typeof value === 'number' && value >= 1 && change({ seed: value })}
          />
        </div>
      </details>
    </StepSection>
  );
}
