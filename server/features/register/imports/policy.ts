/** Who may import what: the bureau anything, a group's principal its schools, a school's principal that school. */
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import type { ImportFilter, ImportRow } from './store.ts';
import type { ImportScope } from './types.ts';

export function scopeOf(actor: Actor): ImportScope {
  return {
    bureauWide: actor.bureauWide,
    groupIds: [...actor.ledGroupIds],
    schoolIds: [...actor.ledSchoolIds],
  };
}

export const WHOLE_BUREAU: ImportScope = { bureauWide: true, groupIds: [], schoolIds: [] };

export function visibleImports(actor: Actor): ImportFilter {
  return actor.bureauWide ? { all: true } : { userId: actor.userId, groupIds: actor.ledGroupIds };
}

export function maySeeImport(actor: Actor, row: Pick<ImportRow, 'created_by' | 'group_id'>): boolean {
  return (
    actor.bureauWide ||
    row.created_by === actor.userId ||
    (row.group_id !== null && actor.ledGroupIds.includes(row.group_id))
  );
}

/** An import outside one's scope is answered like one that does not exist. */
export function assertSeesImport(actor: Actor, row: ImportRow | undefined): asserts row is ImportRow {
  if (!row || !maySeeImport(actor, row)) {
    throw new AppError('not-found', {
      en: 'There is no such import, or it is outside what you may see.',
      zh: '该导入不存在，或不在您的查看范围内。',
    });
  }
}

/** Someone who leads nothing any more keeps seeing an import, but may not carry it out. */
export function assertMayImport(actor: Actor, groupId: string | null): void {
  const { bureauWide, groupIds, schoolIds } = scopeOf(actor);
  if (!bureauWide && groupIds.length === 0 && schoolIds.length === 0) {
    throw new AppError('not-allowed', {
      en: 'Only a principal or a bureau officer may import files.',
      zh: '只有校长或教育局管理人员可以导入文件。',
    });
  }
  if (groupId !== null && !bureauWide && !groupIds.includes(groupId)) {
    throw new AppError('not-allowed', {
      en: 'You may not import into that group. Leave the group open, or choose one that you lead.',
      zh: '您无权向该教育集团导入数据。请不指定集团，或选择您所领导的集团。',
    });
  }
}

/** Correcting, applying, undoing, discarding: whoever brought the file, or the bureau. */
export function assertMayChangeImport(actor: Actor, row: ImportRow | undefined): asserts row is ImportRow {
  assertSeesImport(actor, row);
  if (!actor.bureauWide && row.created_by !== actor.userId) {
    throw new AppError('not-allowed', {
      en: `${row.created_by_name} brought this file. Ask them or the bureau to change it.`,
      zh: `该文件由${row.created_by_name}导入。请由其本人或教育局处理。`,
    });
  }
  assertMayImport(actor, row.group_id);
}
