import type { StudyColumn } from '@trellis/contract';
import type { Draft } from './use-draft.ts';

/** What every step of the design needs. */
export interface DesignSectionProps {
  columns: readonly StudyColumn[];
  draft: Draft;
}
