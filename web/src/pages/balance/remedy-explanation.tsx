import type { Remedy } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../components/data-table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { figureDigits, isNumber, unitFactor } from './estimates.ts';
import styles from './explanation.module.css';
import type { ExplanationProps } from './explanation-props.ts';
import { amountText, cvAgainst, cvText, reasonText } from './words.ts';

/** The exact redistribution, the addition, and what is missing to the standard. */
export function RemedyExplanation(props: ExplanationProps) {
  const { indicator, schoolById } = props;
  const { t } = useTranslation('balance');
  const format = useFormat();
  const { redistribution, addition, shortfall, cv, cvLimit } = indicator;
  const name = (schoolId: string) => {
    const school = schoolById.get(schoolId);
    return school === undefined ? '' : format.text(school.name);
  };
  const say = (amount: number) => amountText(amount, indicator, t, format);
  const values = (remedy: Remedy) => ({
    amount: say(remedy.amount ?? 0),
    before: isNumber(cv) ? cvAgainst(cv, cvLimit, format) : '',
    after: remedy.cvAfter === undefined ? '' : format.number(remedy.cvAfter, { digits: 3 }),
    limit:
      cvLimit === undefined
        ? format.number(remedy.limit ?? Number.NaN, { digits: 3 })
        : cvText(cvLimit, format),
  });
  const whyNot = (remedy: Remedy) => {
    const sentences: Record<Remedy['status'], string> = {
      'already-met': t('remedy.alreadyMet'),
      found: '',
      'not-reachable': t('remedy.notReachable'),
      'not-applicable': t('remedy.notApplicable'),
      'not-estimable': t('remedy.notEstimable'),
      'no-limit': reasonText('no-limit', t),
    };
    const why = reasonText(remedy.reason, t);
    const both =
      format.language === 'zh' ? `${sentences[remedy.status]}${why}` : `${sentences[remedy.status]} ${why}`;
    return remedy.reason === undefined || remedy.status === 'no-limit' ? sentences[remedy.status] : both;
  };
  return (
    <>
      <section className={styles.section}>
        <h3>{t('remedy.sharing')}</h3>
        {cvLimit === undefined && redistribution.limit !== undefined ? (
          <p>{t('remedy.shareOfMean')}</p>
        ) : null}
        {redistribution.status === 'found' ? (
          <>
            <p>{t('remedy.sharingFound', values(redistribution))}</p>
            <DataTable
              caption={t('remedy.sharing')}
              rows={redistribution.transfers ?? []}
              rowKey={(row) => `${row.fromSchoolId} ${row.toSchoolId}`}
              columns={[
                { key: 'from', header: t('remedy.from'), names: true, cell: (row) => name(row.fromSchoolId) },
                {
                  key: 'to',
                  header: t('remedy.to'),
                  cell: (row) => (
                    <>
                      <span aria-hidden="true">→ </span>
                      {name(row.toSchoolId)}
                    </>
                  ),
                },
                {
                  key: 'amount',
                  header: t('remedy.amount'),
                  numeric: true,
                  cell: (row) => say(row.amount),
                },
              ]}
            />
            <BeforeAfter {...props} remedy={redistribution} />
            <p className={styles.caution}>{t('remedy.caution')}</p>
          </>
        ) : (
          <p>{whyNot(redistribution)}</p>
        )}
      </section>
      <section className={styles.section}>
        <h3>{t('remedy.adding')}</h3>
        {addition.status === 'found' ? (
          <>
            <p>{t('remedy.addingFound', values(addition))}</p>
            <AmountTable caption={t('remedy.adding')} rows={addition.additions ?? []} name={name} say={say} />
          </>
        ) : (
          <p>{whyNot(addition)}</p>
        )}
      </section>
      <section className={styles.section}>
        <h3>{t('remedy.standard')}</h3>
        {shortfall.status === 'found' ? (
          <>
            <p>
              {t('remedy.standardFound', {
                amount: say(shortfall.amount ?? 0),
                standard: indicator.standard === undefined ? '' : format.number(indicator.standard),
                unit: format.text(indicator.unit),
              })}
            </p>
            <AmountTable
              caption={t('remedy.standard')}
              rows={shortfall.additions ?? []}
              name={name}
              say={say}
            />
          </>
        ) : (
          <p>{shortfall.status === 'already-met' ? t('remedy.standardMet') : whyNot(shortfall)}</p>
        )}
      </section>
    </>
  );
}

interface AmountTableProps {
  caption: string;
  rows: readonly { schoolId: string; amount: number }[];
  name: (schoolId: string) => string;
  say: (amount: number) => string;
}

function AmountTable({ caption, rows, name, say }: AmountTableProps) {
  const { t } = useTranslation('balance');
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={(row) => row.schoolId}
      columns={[
        { key: 'school', header: t('remedy.school'), names: true, cell: (row) => name(row.schoolId) },
        { key: 'amount', header: t('remedy.amount'), numeric: true, cell: (row) => `+${say(row.amount)}` },
      ]}
    />
  );
}

/** Each school's figure before and after the transfers. */
function BeforeAfter({ indicator, schoolById, remedy }: ExplanationProps & { remedy: Remedy }) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const say = (amount: number) => amountText(amount, indicator, t, format);
  const changeById = new Map<string, number>();
  for (const { fromSchoolId, toSchoolId, amount } of remedy.transfers ?? []) {
    changeById.set(fromSchoolId, (changeById.get(fromSchoolId) ?? 0) - amount);
    changeById.set(toSchoolId, (changeById.get(toSchoolId) ?? 0) + amount);
  }
  const factor = unitFactor(indicator);
  const rows = indicator.schools.flatMap((one) => {
    const change = changeById.get(one.schoolId);
    const school = schoolById.get(one.schoolId);
    if (change === undefined || school === undefined) return [];
    const after =
      school.pupils === null || school.pupils === 0 || indicator.denominator === 'none'
        ? null
        : ((one.total + change) / school.pupils) * factor;
    return [{ school, change, before: one.value, after }];
  });
  return (
    <DataTable
      caption={t('remedy.beforeAfter', { unit: format.text(indicator.unit) })}
      showCaption
      rows={rows}
      rowKey={(row) => row.school.schoolId}
      columns={[
        {
          key: 'school',
          header: t('remedy.school'),
          names: true,
          cell: (row) => format.text(row.school.name),
        },
        {
          key: 'change',
          header: t('remedy.change'),
          numeric: true,
          cell: (row) => `${row.change < 0 ? '−' : '+'}${say(Math.abs(row.change))}`,
        },
        {
          key: 'before',
          header: t('remedy.before'),
          numeric: true,
          cell: (row) => format.number(row.before, { digits: figureDigits(indicator) }),
        },
        {
          key: 'after',
          header: t('remedy.after'),
          numeric: true,
          cell: (row) =>
            row.after === null ? '–' : format.number(row.after, { digits: figureDigits(indicator) }),
        },
      ]}
    />
  );
}
