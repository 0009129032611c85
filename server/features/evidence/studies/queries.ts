import type {
  RouteRequest,
  RouteResponse,
  StudyCheck,
  StudyDesign,
  StudyDetail,
  StudyResult,
  StudySummary,
} from '@trellis/contract';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { writeCanonicalJson } from './design/canonical-json.ts';
import { findProgress, startStudy } from './run-jobs.ts';
import { assertSeesStudy } from './study-policy.ts';
import type { StudyServices } from './study-services.ts';
import {
  findData,
  findResult,
  findStudy,
  listLaterVersions,
  loadBytes,
  pageStudies,
  type StudyRow,
} from './study-store.ts';

const CHECK_MODULE = new URL('./design/check-design.ts', import.meta.url);

export function listStudies(
  { database }: StudyServices,
  actor: Actor,
  query: RouteRequest<'GET /api/studies'>['query'],
): Promise<RouteResponse<'GET /api/studies'>> {
  return database.asBureau(actor.bureauId, async (db) => {
    const { rows, total } = await pageStudies(db, actor.bureauWide ? 'all' : actor.ledGroupIds, query);
    return { items: rows.map(summarise), total, page: query.page, pageSize: query.pageSize };
  });
}

function summarise(row: StudyRow): StudySummary {
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    estimator: row.design?.estimator ?? null,
    version: row.version,
    earlier: row.earlier,
    example: row.example,
    createdBy: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    frozenAt: row.frozenAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export async function getStudy(services: StudyServices, actor: Actor, id: string): Promise<StudyDetail> {
  const load = () =>
    services.database.asBureau(actor.bureauId, async (db) => {
      const row = await findStudy(db, id);
      assertSeesStudy(actor, row);
      return { row, data: await findData(db, id), later: await listLaterVersions(db, id) };
    });
  let found = await load();
  // The worked example comes frozen; it is run when somebody first opens it.
  if (found.row.example && found.row.status === 'frozen') {
    await startStudy(services, { bureauId: actor.bureauId, studyId: id });
    found = await load();
  }
  const { row, data, later } = found;
  return {
    ...summarise(row),
    mayWrite: actor.permissions.has('study.write'),
    data: data ?? null,
    design: row.design,
    hash: row.hash,
    frozenBy: row.frozenBy,
    progress: row.status === 'running' ? (findProgress(id) ?? row.progress) : row.progress,
    later,
  };
}

/** The check, with digests of what was checked. */
export interface CheckedDesign extends StudyCheck {
  readonly designText: string;
  readonly dataSha256: string | null;
}

export async function checkStored(
  services: StudyServices,
  actor: Actor,
  id: string,
  proposed: StudyDesign | null,
): Promise<CheckedDesign> {
  const { design, file, dataSha256 } = await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id);
    assertSeesStudy(actor, row);
    const data = await findData(db, id);
    return {
      design: proposed ?? row.design,
      file: data ? { fileName: data.fileName, deflated: await loadBytes(db, id) } : null,
      dataSha256: data?.sha256 ?? null,
    };
  });
  const check = await services.workers.run<StudyCheck>(CHECK_MODULE, 'checkStoredDesign', [file, design]);
  return { ...check, designText: writeCanonicalJson(design), dataSha256 };
}

export async function getResult(services: StudyServices, actor: Actor, id: string): Promise<StudyResult> {
  const { row, result } = await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id);
    assertSeesStudy(actor, row);
    return { row, result: await findResult(db, id) };
  });
  if (result) return result;
  throw new AppError(
    'not-found',
    row.status === 'running'
      ? { en: 'The study is running. Its result follows.', zh: '研究正在运行，稍后可见结果。' }
      : { en: 'The study has no result. Freeze it and run it.', zh: '该研究尚无结果。请先冻结并运行。' },
  );
}
