export { estimateMediation } from './estimate-mediation.ts';
export type {
  BootstrapIntervals,
  ConfoundingSensitivity,
  EffectByTreatment,
  MediationDesign,
  MediationEffect,
  MediationFit,
  MediationNotEstimable,
  MediationOptions,
  MediationRefusal,
  MediationResult,
  Mediator,
  MediatorEffect,
  MediatorNotEstimable,
  TimeOrder,
} from './types.ts';
