/** Running a frozen study in the background. */

import type { StudyProgress, StudyResult } from '@trellis/contract';
import { AppError } from '../../../platform/errors/index.ts';
import type { RunInput } from './run/run-design.ts';
import { STUDY_QUEUE, type StudyJob, type StudyServices } from './study-services.ts';
import { findData, findStudy, listRunning, loadBytes, saveResult, setStudyStatus } from './study-store.ts';

const RUN_MODULE = new URL('./run/run-design.ts', import.meta.url);

/** How far the studies are that run in this process. */
const progressById = new Map<string, StudyProgress>();
export const findProgress = (studyId: string): StudyProgress | undefined => progressById.get(studyId);

const WAITING: StudyProgress = { phase: 'waiting', share: 0, message: null };

/** Moves a frozen study to running in one step, so that two people cannot both start it. */
export async function startStudy(services: StudyServices, job: StudyJob): Promise<void> {
  const isFirst = await services.database.asBureau(job.bureauId, async (db) => {
    const row = await findStudy(db, job.studyId, { lock: true });
    if (!row || row.hash === null || row.status === 'running' || row.status === 'done') return false;
    await setStudyStatus(db, job.studyId, 'running', WAITING);
    return true;
  });
  if (isFirst) await services.jobs.enqueue(STUDY_QUEUE, job);
}

/** Asks once more for the runs that a stop cut off: a study that is done is left alone. */
export async function resumeRunning(services: StudyServices): Promise<void> {
  const bureaus = await services.database.system.selectFrom('bureau').select('id').execute();
  for (const { id: bureauId } of bureaus) {
    for (const studyId of await services.database.asBureau(bureauId, listRunning)) {
      await services.jobs.enqueue(STUDY_QUEUE, { bureauId, studyId });
    }
  }
}

export async function runStudyJob(services: StudyServices, { bureauId, studyId }: StudyJob): Promise<void> {
  const { database, workers, log, version } = services;
  const input = await database.asBureau(bureauId, async (db): Promise<RunInput | undefined> => {
    const row = await findStudy(db, studyId);
    const data = await findData(db, studyId);
    if (row?.status !== 'running' || row.design === null || !data) return undefined;
    return {
      studyId,
      title: row.title,
      design: row.design,
      fileName: data.fileName,
      dataSha256: data.sha256,
      hash: row.hash,
      frozenAt: row.frozenAt?.toISOString() ?? null,
      softwareVersion: version,
      deflated: await loadBytes(db, studyId),
    };
  });
  if (!input) return;
  const onProgress = (progress: unknown) => void progressById.set(studyId, progress as StudyProgress);
  try {
    const result = await workers.run<StudyResult>(RUN_MODULE, 'runDesign', [input], { onProgress });
    const isRefused = result.outcomes.every(({ headline }) => headline.estimate === null);
    const status = isRefused ? 'refused' : 'done';
    await database.asBureau(bureauId, async (db) => {
      await saveResult(db, { bureauId, studyId }, result);
      await setStudyStatus(db, studyId, status, { phase: status, share: 1, message: null });
    });
  } catch (error) {
    log.error({ err: error, studyId }, 'study failed');
    const message = error instanceof AppError ? error.text : FAULT;
    await database.asBureau(bureauId, (db) =>
      setStudyStatus(db, studyId, 'failed', { phase: 'failed', share: 1, message }),
    );
  } finally {
    progressById.delete(studyId);
  }
}

const FAULT = {
  en: 'Something went wrong on the server; the study stays frozen. Run it again, or tell the people who run the server.',
  zh: '服务器出现故障，研究仍为冻结状态。请重新运行，或联系系统管理员。',
};
