import type { Balance, BalanceSchool } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { DetailDrawer } from '../../components/detail-drawer.tsx';
import { useFormat } from '../../i18n/format.ts';
import { CellExplanation } from './cell-explanation.tsx';
import type { Compared } from './compared.ts';
import { RemedyExplanation } from './remedy-explanation.tsx';
import { VariationExplanation } from './variation-explanation.tsx';

interface ExplanationsProps {
  /** See `BalanceSearch.open`. */
  open: string;
  asOf: string | undefined;
  balance: Balance;
  compared: Compared | null;
  schoolById: ReadonlyMap<string, BalanceSchool>;
  onClose: () => void;
  onOpen: (what: string) => void;
}

/** The drawer beside the page: where one cell comes from, how a variation is computed, or what it would take. */
export function Explanations({
  open,
  asOf,
  balance,
  compared,
  schoolById,
  onClose,
  onOpen,
}: ExplanationsProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const [kind, indicatorId, schoolId = ''] = open.split('/');
  const indicator = balance.indicators.find(({ id }) => id === indicatorId);
  if (indicator === undefined) return null;
  const name = format.text(indicator.name);
  const common = { balance, indicator, schoolById, onOpen };
  if (kind === 'cell') {
    const school = schoolById.get(schoolId);
    if (school === undefined) return null;
    return (
      <DetailDrawer opened onClose={onClose} kicker={name} title={format.text(school.name)}>
        <CellExplanation {...common} school={school} asOf={asOf} />
      </DetailDrawer>
    );
  }
  if (kind === 'variation') {
    return (
      <DetailDrawer opened onClose={onClose} kicker={t('how.kicker')} title={name} size={680}>
        <VariationExplanation {...common} compared={compared} />
      </DetailDrawer>
    );
  }
  return (
    <DetailDrawer opened onClose={onClose} kicker={t('remedy.kicker')} title={name} size={620}>
      <RemedyExplanation {...common} />
    </DetailDrawer>
  );
}
