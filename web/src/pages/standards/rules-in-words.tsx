import type { StandardPackBody } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { leaveOutOf, meanLimitOf, mixedStagesOf, schoolRuleOf } from './pack-body.ts';
import styles from './standards.module.css';

/** The pack's rules as sentences; in editing only those that no field shows. */
export function RulesInWords({ pack, editing }: { pack: StandardPackBody; editing: boolean }) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const stageText = (stage: string) => t(`common:stage.${stage}`, { defaultValue: stage });
  const school = schoolRuleOf(pack);
  const limits = Object.entries(meanLimitOf(pack));
  const standards = pack.indicators.filter(({ standard }) => standard !== undefined).length;
  const leftOut = leaveOutOf(pack).map(({ kind, minimumPupils }) => {
    const named = kind === undefined ? '' : t(`kind.${kind}`, { defaultValue: kind });
    if (minimumPupils === undefined) return named;
    return kind === undefined
      ? t('rule.leaveOutUnder', { count: minimumPupils })
      : t('rule.leaveOutKindUnder', { kind: named, count: minimumPupils });
  });
  const mixed = mixedStagesOf(pack);
  return (
    <dl className={styles.rules}>
      {editing ? null : (
        <>
          <dt>{t('rule.variation')}</dt>
          <dd>
            {t(`rule.${pack.rules.variation}`)}
            {limits.map(([stage, limit]) => (
              <div key={stage}>
                {t('rule.meanLimit', { stage: stageText(stage) })}
                {format.colon}
                <span className="num">{format.number(limit, { digits: 2 })}</span>
              </div>
            ))}
          </dd>
          <dt>{t('rule.schoolHead')}</dt>
          <dd>
            {school === undefined
              ? t('rule.noSchool')
              : t('rule.school', {
                  atLeast: school.atLeast,
                  of: standards,
                  share: format.number(school.remainingAtLeast, { percent: true, atMost: 1 }),
                })}
          </dd>
        </>
      )}
      {leftOut.length === 0 ? null : (
        <>
          <dt>{t('rule.leaveOut')}</dt>
          <dd>{format.list(leftOut)}</dd>
        </>
      )}
      {mixed.length === 0 ? null : (
        <>
          <dt>{t('rule.mixed')}</dt>
          <dd>
            {mixed.map(({ id, name, factors }) => (
              <div key={id}>
                {t('rule.mixedLine', {
                  name: format.text(name),
                  factors: `${Object.keys(factors).map(stageText).join(' : ')} = ${Object.values(factors)
                    .map((factor) => format.number(factor))
                    .join(' : ')}`,
                })}
              </div>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
