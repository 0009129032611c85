import { createHash } from 'node:crypto';
import type { StudyDesign } from '@trellis/contract';
import { writeCanonicalJson } from './canonical-json.ts';

/** What the hash is taken of: everything that was decided, the data, and when. */
export interface SealedDesign {
  readonly studyId: string;
  readonly title: string;
  readonly version: number;
  readonly earlierHash: string | null;
  readonly design: StudyDesign;
  readonly dataSha256: string;
  readonly fileName: string;
  readonly frozenAt: Date;
}

export function sealDesign(sealed: SealedDesign): { text: string; hash: string } {
  const text = writeCanonicalJson({ ...sealed, frozenAt: sealed.frozenAt.toISOString() });
  return { text, hash: createHash('sha256').update(text).digest('hex') };
}
