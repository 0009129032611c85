/** Whose studies one sees: the bureau all of its own, a chief principal those of the groups led. */
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import type { StudyRow } from './study-store.ts';

export function maySeeStudy(actor: Actor, row: Pick<StudyRow, 'groupId'>): boolean {
  return actor.bureauWide || (row.groupId !== null && actor.ledGroupIds.includes(row.groupId));
}

/** A study outside one's scope is answered like one that does not exist. */
export function assertSeesStudy(actor: Actor, row: StudyRow | undefined): asserts row is StudyRow {
  if (row && maySeeStudy(actor, row)) return;
  throw new AppError('not-found', {
    en: 'There is no such study, or it is outside what you may see.',
    zh: '该研究不存在，或不在您的查看范围内。',
  });
}

/** Design and data may still be written. */
export function assertDraft(row: StudyRow): void {
  if (row.hash === null) return;
  throw new AppError('conflict', {
    en: 'This study is frozen: its design and data cannot change. Begin a new version of it.',
    zh: '该研究已冻结，设计和数据不可更改。请新建一个版本。',
  });
}
