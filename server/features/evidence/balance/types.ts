import type { SchoolIndicators, StandardPack } from '@trellis/engines/balance';
import type { TrellisDatabase } from '../../../platform/database/index.ts';

export interface BalanceServices {
  readonly database: TrellisDatabase;
}

/** One stored number and the cell it came from. */
export interface StoredValue {
  schoolId: string;
  stage: string;
  year: number;
  variable: string;
  value: number;
  importId: string;
  sourceRow: number;
  sourceColumn: string;
  /** The sheet of fixes that told it, and its row there, when one took the place of the source row. */
  fixed: { file: number; row: number } | null;
}

/** The judged part of one school in one school year, in the engine's words. */
export interface AreaSchool extends SchoolIndicators {
  /** The stored stage: differs from the judged one for a school that was divided between stages. */
  readonly storedStage: string;
  /** Share of a divided school's totals that belongs to the judged stage; 1 otherwise. */
  readonly share: number;
}

export interface ChosenPack {
  readonly pack: StandardPack;
  readonly origin: 'shipped' | 'bureau';
  readonly version: number;
}
