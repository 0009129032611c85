import { Button, Skeleton } from '@mantine/core';
import type { BalanceSchool, CellExplanation as Cell } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../api/queries.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useFormat } from '../../i18n/format.ts';
import { digitsAgainst, shareDigits, shareOfStandard } from './estimates.ts';
import styles from './explanation.module.css';
import type { ExplanationProps } from './explanation-props.ts';

/** Where one cell comes from: formula, figures, the row of the file, the standard and the rule. */
export function CellExplanation({
  balance,
  indicator,
  school,
  asOf,
}: ExplanationProps & { school: BalanceSchool; asOf: string | undefined }) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const cell = useRoute('GET /api/groups/:id/balance/cell', {
    params: { id: balance.group.id },
    query: {
      pack: balance.packId,
      stage: balance.stage ?? undefined,
      year: balance.year ?? undefined,
      clusterId: balance.clusterId ?? undefined,
      asOf,
      schoolId: school.schoolId,
      indicatorId: indicator.id,
    },
  });
  if (cell.error !== null) return <ErrorPanel error={cell.error} onRetry={() => void cell.refetch()} plain />;
  if (cell.data === undefined) {
    return (
      <>
        <Skeleton height={34} width={180} mb={20} />
        <Skeleton height={60} mb={20} />
        <Skeleton height={120} />
      </>
    );
  }
  const { value, formula, inputs, standard, rule } = cell.data;
  const own = indicator.schools.find(({ schoolId }) => schoolId === school.schoolId);
  const unit = format.text(indicator.unit);
  const share = standard === null ? null : shareOfStandard(value, standard, indicator.better);
  const met = standard === null ? null : (own?.met ?? (share === null || share >= 1));
  return (
    <>
      <section className={styles.section}>
        <p className={styles.big}>
          <strong>{format.number(value, { digits: digitsAgainst(value, indicator) })}</strong>
          {unit === '' ? null : <span>{format.language === 'zh' ? `（${unit}）` : unit}</span>}
        </p>
        {own?.shareOfVariation === undefined ? null : (
          <p>
            {t('cell.contribution', {
              share: format.number(own.shareOfVariation, { percent: true, atMost: 0 }),
            })}
          </p>
        )}
      </section>
      <section className={styles.section}>
        <h3>{t('cell.formula')}</h3>
        <div className={styles.formula}>
          <div>{format.text(formula)}</div>
          {!format.text(formula).includes('=') && inputs.length === 2 && indicator.denominator !== 'none' ? (
            <div>
              = {format.number(inputs[0]!.value, { atMost: 2 })} ÷{' '}
              {format.number(inputs[1]!.value, { atMost: 2 })}
              {indicator.denominator === '100-pupils' ? ' × 100' : ''} ={' '}
              <strong>{format.number(value, { atMost: 4 })}</strong>
            </div>
          ) : null}
        </div>
      </section>
      <section className={styles.section}>
        <h3>{t('cell.inputs')}</h3>
        <ul className={styles.inputs}>
          {inputs.map((input) => (
            <CellInput key={input.variable} input={input} />
          ))}
        </ul>
      </section>
      <section className={styles.section}>
        <h3>{t('cell.standard')}</h3>
        {standard === null ? (
          <p>{t('cell.standardNone')}</p>
        ) : (
          <p className={styles.state}>
            <span aria-hidden="true" className={`${styles.sign} ${met ? '' : styles.signBad}`}>
              {met ? '✓' : '×'}
            </span>
            {t(met ? 'cell.standardMet' : 'cell.standardBelow', {
              standard: format.number(standard),
              unit,
              share:
                share === null ? '–' : format.number(share, { percent: true, atMost: shareDigits(share) }),
            })}
          </p>
        )}
      </section>
      <section className={styles.section}>
        <h3>{t('cell.rule')}</h3>
        <p>{format.text(rule)}</p>
      </section>
    </>
  );
}

function CellInput({ input }: { input: Cell['inputs'][number] }) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const [shown, setShown] = useState(false);
  const { source } = input;
  return (
    <li>
      <div className={styles.inputHead}>
        <span>{format.text(input.name)}</span>
        <span className="num">{format.number(input.value, { atMost: 2 })}</span>
      </div>
      <div className={styles.source}>
        {t(source.sheet === null ? 'cell.place' : 'cell.placeSheet', {
          file: source.fileName,
          sheet: source.sheet ?? '',
          row: source.row,
          column: source.column,
        })}
        {' · '}
        {t('cell.imported', { moment: format.moment(source.importedAt) })}
      </div>
      {source.corrects === null ? null : (
        <div className={styles.source}>
          {t('cell.corrects', { file: source.corrects.fileName, row: source.corrects.row })}
        </div>
      )}
      {input.splitFrom === undefined ? null : (
        <div className={styles.source}>
          {t('cell.split', { total: format.number(input.splitFrom, { atMost: 2 }) })}
        </div>
      )}
      <Button
        variant="default"
        size="compact-xs"
        mt={6}
        aria-expanded={shown}
        onClick={() => setShown((now) => !now)}
      >
        {t(shown ? 'cell.hideRow' : 'cell.showRow')}
      </Button>
      {shown ? <SourceRow source={source} /> : null}
    </li>
  );
}

/** One row of the imported file, with the column that was used marked. */
function SourceRow({
  source: { importId, file, row, column },
}: {
  source: Cell['inputs'][number]['source'];
}) {
  const { t } = useTranslation('balance');
  const source = useRoute('GET /api/imports/:id/rows/:row', {
    params: { id: importId, row },
    query: { file },
  });
  if (source.error !== null) return <ErrorPanel error={source.error} plain />;
  if (source.data === undefined) return <Skeleton height={120} mt={8} />;
  const used = (cell: { letter: string; header: string }) => cell.letter === column || cell.header === column;
  return (
    <div className={styles.rowBox}>
      <DataTable
        caption={t('cell.row', { row, file: source.data.fileName })}
        maxHeight={300}
        rows={source.data.cells}
        rowKey={(cell) => cell.letter}
        columns={[
          { key: 'letter', header: t('cell.columnHead'), cell: (cell) => cell.letter, width: 60 },
          {
            key: 'header',
            header: t('cell.header'),
            cell: (cell) => (used(cell) ? <strong>{cell.header} ←</strong> : cell.header),
          },
          {
            key: 'value',
            header: t('cell.cellValue'),
            numeric: true,
            cell: (cell) =>
              cell.value === '' ? t('cell.empty') : used(cell) ? <strong>{cell.value}</strong> : cell.value,
          },
        ]}
      />
    </div>
  );
}
