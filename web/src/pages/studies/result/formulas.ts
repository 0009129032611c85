import type { StudyEstimator } from '@trellis/contract';

/** The estimators as they are written everywhere. */
export const FORMULAS: Readonly<Record<StudyEstimator, readonly string[]>> = {
  '2x2': ['τ = (ȳ₁,after − ȳ₁,before) − (ȳ₀,after − ȳ₀,before)'],
  twfe: ['yᵢₜ = αᵢ + γₜ + τ·Dᵢₜ + xᵢₜ′θ + εᵢₜ'],
  event: ['yᵢₜ = αᵢ + γₜ + Σₖ βₖ·1[t − gᵢ = k] + xᵢₜ′θ + εᵢₜ   (k ≠ −1)', 'τ = Σₖ wₖ βₖ   (k ≥ 0)'],
  'callaway-santanna': [
    'ATT(g,t) = E[Yₜ − Y₍g₋₁₎ | G = g] − E[Yₜ − Y₍g₋₁₎ | C]',
    'τ = Σ w(g,t) · ATT(g,t)   (t ≥ g)',
  ],
  'sun-abraham': [
    'yᵢₜ = αᵢ + γₜ + Σ₍g,k₎ δ(g,k)·1[Gᵢ = g]·1[t − g = k] + εᵢₜ   (k ≠ −1)',
    'τ = Σ w(g,k) · δ(g,k)',
  ],
  imputation: ['ŷᵢₜ(0) = α̂ᵢ + γ̂ₜ', 'τ = mean of yᵢₜ − ŷᵢₜ(0)   (Dᵢₜ = 1)'],
  match: ['τ = mean of yᵢ − Σⱼ wᵢⱼ yⱼ   (Dᵢ = 1, Dⱼ = 0)'],
  'match-did': ['τ = mean of Δyᵢ − Σⱼ wᵢⱼ Δyⱼ   (Dᵢ = 1, Dⱼ = 0)'],
  mediate: ['m = a·D + x′α + ε₁', 'y = c·D + b·m + x′β + ε₂', 'a·b + c = τ'],
  multilevel: ['yᵢⱼ = xᵢⱼ′β + uⱼ + eᵢⱼ', 'uⱼ ~ N(0, σᵤ²),  eᵢⱼ ~ N(0, σₑ²)'],
};

export const INTERVAL_FORMULA = 'CI₉₅ = τ̂ ± t* · SE';
