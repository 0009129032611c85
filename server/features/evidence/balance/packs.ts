import type { LocalText, RouteResponse, StandardPackBody } from '@trellis/contract';
import { findTemplateField } from '@trellis/contract/template';
import {
  cn2012Basic,
  cn2017Quality,
  groupDefaultPack,
  parseStandardPack,
  type StandardPack,
} from '@trellis/engines/balance';
import { EngineInputError } from '@trellis/engines/kernel';
import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { ChosenPack } from './types.ts';

/** The descriptive pack is made from the variables at hand, so it is no row of this table. */
export const DESCRIPTIVE_PACK_ID = 'group-default';
const SHIPPED: readonly StandardPack[] = [cn2017Quality, cn2012Basic];
export const DEFAULT_PACK_ID = cn2017Quality.id;

/** Shipped packs with the bureau's own versions in their place, then packs only the bureau has. */
export async function listPacks(db: BureauTransaction): Promise<ChosenPack[]> {
  const { rows } = await sql<{ pack_id: string; version: number; body: StandardPack; dropped: boolean }>`
    select distinct on (pack_id) pack_id, version, body, dropped from standard_pack
    where bureau_id = trellis_bureau() order by pack_id, version desc`.execute(db);
  const own = new Map(rows.filter((row) => !row.dropped).map((row) => [row.pack_id, row]));
  const packs: ChosenPack[] = SHIPPED.map((pack) => {
    const row = own.get(pack.id);
    own.delete(pack.id);
    return row
      ? { pack: row.body, origin: 'bureau', version: row.version }
      : { pack, origin: 'shipped', version: 0 };
  });
  for (const row of own.values()) packs.push({ pack: row.body, origin: 'bureau', version: row.version });
  return packs;
}

/** What the standards page lists: every pack, and the one that only describes. */
export async function listPacksAndDescription(
  db: BureauTransaction,
): Promise<RouteResponse<'GET /api/packs'>> {
  const description: ChosenPack = { pack: describeVariables([]), origin: 'shipped', version: 0 };
  return [...(await listPacks(db)), description].map(({ pack, ...rest }) => ({
    ...rest,
    pack: {
      ...pack,
      stages: [...pack.stages],
      indicators: pack.indicators.map((indicator) => ({ ...indicator })),
      rules: { ...pack.rules },
    },
  }));
}

/** The pack asked for, or the descriptive one over the variables at hand. */
export async function getPack(
  db: BureauTransaction,
  packId: string,
  variables: readonly string[],
): Promise<ChosenPack> {
  if (packId === DESCRIPTIVE_PACK_ID)
    return { pack: describeVariables(variables), origin: 'shipped', version: 0 };
  const found = (await listPacks(db)).find(({ pack }) => pack.id === packId);
  if (!found) {
    throw new AppError('not-found', {
      en: `There is no standard pack “${packId}”. Choose one of the list on the standards page.`,
      zh: `没有标准“${packId}”。请在标准页面中选择。`,
    });
  }
  return found;
}

/** Any numbers of the register, described without thresholds; head counts that only serve as weights are left out. */
export function describeVariables(variables: readonly string[]): StandardPack {
  return groupDefaultPack(
    variables
      .filter((variable) => !/^pupils/.test(variable))
      .map((variable) => {
        const field = findTemplateField(variable);
        return field ? { id: variable, name: field.name } : { id: variable };
      }),
  );
}

export async function savePack(
  db: BureauTransaction,
  bureauId: string,
  userId: string,
  packId: string,
  body: StandardPackBody,
): Promise<void> {
  if (packId === DESCRIPTIVE_PACK_ID || body.id !== packId) {
    throw new AppError(
      'unprocessable',
      {
        en: `A pack’s id (“${body.id}”) must be the one it is saved under (“${packId}”), and “${DESCRIPTIVE_PACK_ID}” is reserved.`,
        zh: `标准的编号（“${body.id}”）须与保存的编号（“${packId}”）一致，且“${DESCRIPTIVE_PACK_ID}”为保留编号。`,
      },
      [{ path: 'id', message: { en: 'Choose another id.', zh: '请换一个编号。' } }],
    );
  }
  const pack = parsePack(body);
  await insertVersion(db, bureauId, userId, packId, pack, false);
}

export async function dropPack(
  db: BureauTransaction,
  bureauId: string,
  userId: string,
  packId: string,
): Promise<void> {
  const own = (await listPacks(db)).find(({ pack, origin }) => pack.id === packId && origin === 'bureau');
  if (!own) {
    throw new AppError('not-found', {
      en: `The bureau has no version of its own of “${packId}”.`,
      zh: `本局没有“${packId}”的自定义版本。`,
    });
  }
  await insertVersion(db, bureauId, userId, packId, own.pack, true);
}

/** Versions are only ever added: what a past judgement was made with can be read again. */
async function insertVersion(
  db: BureauTransaction,
  bureauId: string,
  userId: string,
  packId: string,
  pack: StandardPack,
  dropped: boolean,
): Promise<void> {
  await sql`insert into standard_pack (bureau_id, pack_id, version, body, created_by, dropped)
    select ${bureauId}, ${packId}, coalesce(max(version), 0) + 1, ${JSON.stringify(pack)}::jsonb, ${userId}, ${dropped}
    from standard_pack where bureau_id = ${bureauId} and pack_id = ${packId}`.execute(db);
}

function parsePack(body: unknown): StandardPack {
  try {
    return parseStandardPack(body);
  } catch (error) {
    if (!(error instanceof EngineInputError)) throw error;
    throw new AppError(
      'unprocessable',
      {
        en: `The pack cannot be used: ${error.mistakes.map((mistake) => mistake.message).join(' ')}`,
        zh: `该标准无法使用，有 ${error.mistakes.length} 处需要更正。`,
      },
      error.mistakes.map((mistake) => ({
        path: mistake.path ?? '',
        message: { en: mistake.message, zh: MISTAKES[mistake.code] ?? '不符合格式要求。' },
      })),
    );
  }
}

/** What can be wrong with a pack, by the reader's codes. */
const MISTAKES: Readonly<Record<string, LocalText['zh']>> = {
  missing: '缺少此项，请补充。',
  'wrong-type': '此项的类型不正确，请更正。',
  'unknown-key': '标准格式中没有此项，请删除。',
  'empty-text': '文字为空，请填写。',
  'not-allowed': '取值不在允许范围内，请更正。',
  'out-of-range': '数值超出允许范围，请更正。',
  'duplicate-id': '编号重复，请更换。',
  'unknown-stage': '标准中没有该学段，请先在学段中添加，或删除此项。',
  'at-least-too-many': '要求达标的项数多于已设标准的项数，请减少项数或补充标准。',
  'invalid-date': '日期无效，请按 2017-04-19 的格式填写。',
};
