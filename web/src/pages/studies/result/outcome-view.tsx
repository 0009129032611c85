import { EventStudyCard } from './event-study-card.tsx';
import { Headline } from './headline.tsx';
import { HeterogeneityCard } from './heterogeneity-card.tsx';
import { BalanceCard, OverlapCard } from './matching-cards.tsx';
import { MediationCard } from './mediation-card.tsx';
import type { OutcomeProps } from './outcome-props.ts';
import styles from './result.module.css';
import { PlaceboCard, SensitivityCard } from './robustness-cards.tsx';
import { TermsCard } from './terms-card.tsx';
import { UnitEffectsCard, VarianceCard } from './unit-cards.tsx';

/** One outcome: the sentence with its warnings, then every finding that stands behind it. */
export function OutcomeView({ outcome, result }: OutcomeProps) {
  const props = { outcome, result };
  return (
    <>
      <Headline {...props} />
      <div className={styles.charts}>
        {outcome.eventStudy.length === 0 ? null : <EventStudyCard {...props} />}
        {outcome.mediation.length === 0 ? null : <MediationCard {...props} />}
        {outcome.love.length === 0 ? null : <BalanceCard {...props} />}
        {outcome.overlap.length === 0 ? null : <OverlapCard {...props} />}
        {outcome.heterogeneity.length === 0 ? null : <HeterogeneityCard {...props} />}
        {outcome.placebo.length === 0 ? null : <PlaceboCard {...props} />}
        {outcome.sensitivity.length === 0 ? null : <SensitivityCard {...props} />}
        {outcome.unitEffects.length === 0 ? null : <UnitEffectsCard {...props} />}
        {outcome.varianceComponents.length === 0 ? null : <VarianceCard {...props} />}
        {outcome.terms.length === 0 ? null : <TermsCard {...props} />}
      </div>
    </>
  );
}
