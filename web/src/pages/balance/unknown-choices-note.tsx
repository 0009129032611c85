import type { Balance } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import styles from './balance-page.module.css';
import type { UnknownChoice } from './unknown-choices.ts';

interface UnknownChoicesProps {
  balance: Balance;
  unknown: readonly UnknownChoice[];
  /** Takes them out of the address. */
  onClear: () => void;
}

/** Says which choices of the address the group does not have, and what is shown in their place. */
export function UnknownChoices({ balance, unknown, onClear }: UnknownChoicesProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  if (unknown.length === 0) return null;
  const stageText = (stage: string) => t(`common:stage.${stage}`, { defaultValue: stage });
  const cluster = balance.clusters.find(({ id }) => id === balance.clusterId);
  const nothing = t('unknown.nothing');
  const asked = ({ kind, asked: value }: UnknownChoice) => {
    if (kind === 'stage') return stageText(value);
    return kind === 'year' ? format.schoolYear(Number(value)) : value;
  };
  const shown = {
    stage: balance.stage === null ? nothing : stageText(balance.stage),
    year: balance.year === null ? nothing : format.schoolYear(balance.year),
    cluster: cluster === undefined ? t('filters.allClusters') : format.text(cluster.name),
  };
  return (
    <div role="status" className={styles.unknown}>
      {unknown.map((choice) => (
        <p key={choice.kind}>
          {t(`unknown.${choice.kind}`, { asked: asked(choice), shown: shown[choice.kind] })}
        </p>
      ))}
      <button type="button" className="explains no-print" onClick={onClear}>
        {t('unknown.clear')}
      </button>
    </div>
  );
}
