export { listPlanViolations, type PlanViolation, type SharingPlan } from './check-sharing-plan.ts';
export { classifyTrend } from './classify-trend.ts';
export { type Better, isFarBelow, isWithinLimit, meetsStandard } from './compare-standard.ts';
export { compareYears } from './compare-years.ts';
export { decomposeIndicator, decomposeTheil } from './decompose-theil.ts';
export { type FindImprovementsInput, findImprovements } from './find-improvements.ts';
export { findShortfallToStandard, type ShortfallInput } from './find-shortfall-to-standard.ts';
export { type AdditionInput, findSmallestAddition } from './find-smallest-addition.ts';
export { findSmallestRedistribution } from './find-smallest-redistribution.ts';
export { type DescriptiveVariable, groupDefaultPack } from './group-default-pack.ts';
export { judgeBalance, presentJudgement } from './judge-balance.ts';
export { type JudgeBalanceByInput, judgeBalanceBy } from './judge-balance-by.ts';
export {
  type ColumnsJudgement,
  type JudgeBalanceColumnsInput,
  judgeBalanceColumns,
} from './judge-balance-columns.ts';
export type { BalanceColumns, IndicatorColumns, JudgedColumns } from './judge-columns.ts';
export { drawLorenzCurve, type LorenzPoint } from './lorenz-curve.ts';
export type { ColumnMeasures } from './measure-column.ts';
export {
  measureAtkinson,
  measureEnrolmentWeightedVariation,
  measureGeneralizedEntropy2,
  measureGini,
  measureHighestToLowest,
  measureHoover,
  measureInequality,
  measureP90ToP10,
  measureTheilL,
  measureTheilT,
  measureVariation,
  type Numbers,
} from './measures.ts';
export { cn2012Basic } from './packs/cn-2012-basic.ts';
export { cn2017Quality } from './packs/cn-2017-quality.ts';
export { parseStandardPack } from './parse-standard-pack.ts';
export type * from './sharing-types.ts';
export { splitMixedStage } from './split-mixed-stage.ts';
export type {
  BilingualText,
  ByStage,
  Confidence,
  Denominator,
  ExclusionRule,
  MixedStageRule,
  PackGuarantee,
  PackIndicator,
  PackRules,
  SchoolRule,
  Stage,
  StandardPack,
} from './standard-pack.ts';
export type * from './types.ts';
export type * from './year-types.ts';
