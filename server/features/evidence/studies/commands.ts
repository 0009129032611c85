import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { StudyDesign } from '@trellis/contract';
import { describeProblem } from '@trellis/contract/problems';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { FILE_LIMITS } from '../../../platform/tables/index.ts';
import { writeCanonicalJson } from './design/canonical-json.ts';
import type { InspectedFile } from './design/inspect-file.ts';
import { sealDesign } from './design/seal-design.ts';
import { checkStored } from './queries.ts';
import { startStudy } from './run-jobs.ts';
import { assertDraft, assertSeesStudy } from './study-policy.ts';
import type { StudyServices } from './study-services.ts';
import {
  deleteStudy,
  findData,
  findResult,
  findStudy,
  insertStudy,
  insertVersion,
  type NewStudyData,
  saveData,
  saveDesign,
  saveFrozen,
} from './study-store.ts';

const INSPECT_MODULE = new URL('./design/inspect-file.ts', import.meta.url);
const deflateBytes = promisify(deflate);

export async function createStudy(services: StudyServices, actor: Actor, title: string): Promise<string> {
  return services.database.asBureau(actor.bureauId, (db) =>
    insertStudy(db, {
      bureauId: actor.bureauId,
      groupId: actor.bureauWide ? null : (actor.ledGroupIds[0] ?? null),
      title,
      createdBy: actor.userId,
      createdByName: actor.name,
    }),
  );
}

export async function discardStudy(services: StudyServices, actor: Actor, id: string): Promise<void> {
  await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id, { lock: true });
    assertSeesStudy(actor, row);
    if (row.hash !== null) {
      throw new AppError('conflict', {
        en: 'A frozen study stays on record, whatever came out. Begin a new version of it instead.',
        zh: '已冻结的研究无论结果如何都会保留。如需修改，请新建一个版本。',
      });
    }
    await deleteStudy(db, id);
  });
}

/** Stores the data file of a draft, unless it cannot be read or would tell who somebody is. */
export async function uploadData(
  services: StudyServices,
  actor: Actor,
  id: string,
  upload: { fileName: string; bytes: Uint8Array },
): Promise<void> {
  await assertMayWriteData(services, actor, id);
  const fileName = plainName(upload.fileName);
  if (upload.bytes.length > FILE_LIMITS.fileBytes) {
    const megabytes = FILE_LIMITS.fileBytes / 1024 / 1024;
    throw new AppError('too-large', {
      en: `At most ${megabytes} MB are read here. Leave out columns that are not needed, or use the command line.`,
      zh: `此处最多读取 ${megabytes} MB。请删去不需要的列，或使用命令行。`,
    });
  }
  await storeFile(services, actor, id, { source: 'file', fileName, register: null, bytes: upload.bytes });
}

/** Inspects and stores the bytes of a study's file. */
export async function storeFile(
  services: StudyServices,
  actor: Pick<Actor, 'bureauId'>,
  id: string,
  file: Pick<NewStudyData, 'source' | 'fileName' | 'register'> & { bytes: Uint8Array },
): Promise<void> {
  const { bytes, ...about } = file;
  const inspected = await services.workers
    .run<InspectedFile>(INSPECT_MODULE, 'inspectFile', [file.fileName, bytes])
    .catch((error: unknown) => {
      services.log.warn({ err: error }, 'study file not readable');
      return { kind: 'unreadable', problems: [] } as const;
    });
  const { rows, columns } = assertUsable(inspected);
  const data: NewStudyData = {
    ...about,
    rows,
    columns,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    deflated: await deflateBytes(bytes, { level: 1 }),
  };
  await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id, { lock: true });
    if (row) assertDraft(row);
    await saveData(db, { bureauId: actor.bureauId, studyId: id }, data);
  });
}

export async function assertMayWriteData(services: StudyServices, actor: Actor, id: string): Promise<void> {
  await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id);
    assertSeesStudy(actor, row);
    assertDraft(row);
  });
}

function assertUsable(inspected: InspectedFile): Extract<InspectedFile, { kind: 'read' }> {
  if (inspected.kind === 'unreadable') {
    const first = inspected.problems.find(({ severity }) => severity === 'error') ?? inspected.problems[0];
    const said = (lang: 'en' | 'zh', otherwise: string) => {
      if (!first) return otherwise;
      const { message, remedy } = describeProblem(first, lang);
      return `${message}${lang === 'en' ? ' ' : ''}${remedy}`;
    };
    throw new AppError('unprocessable', {
      en: said('en', 'The file holds no table that can be read. Save it as .csv or .xlsx.'),
      zh: said('zh', '文件中没有可读取的表格。请另存为 .csv 或 .xlsx。'),
    });
  }
  const personal = inspected.columns.filter((column) => column.personal !== null);
  if (personal.length > 0) {
    const names = personal.map(({ name }) => `“${name}”`);
    throw new AppError(
      'unprocessable',
      {
        en: `The file was not kept: ${names.join(', ')} would tell who a person is. Take ${personal.length === 1 ? 'this column' : 'these columns'} out, or put numbers that only you can resolve in their place.`,
        zh: `文件未保存：${names.join('、')}可识别个人身份。请删去，或换成只有您能对应的编号。`,
      },
      personal.map(({ name, personal: kind }) => ({
        path: name,
        message: PERSONAL[kind!],
      })),
    );
  }
  if (inspected.doubled.length > 0) {
    const names = [...new Set(inspected.doubled)].map((name) => `“${name}”`);
    throw new AppError('unprocessable', {
      en: `Several columns are called ${names.join(', ')}. Give each column a name of its own.`,
      zh: `有多列同名：${names.join('、')}。请为每列取不同的名称。`,
    });
  }
  return inspected;
}

const PERSONAL = {
  name: { en: 'Looks like names of persons.', zh: '似为人名。' },
  'identity-number': { en: 'Looks like identity numbers.', zh: '似为身份证件号码。' },
  telephone: { en: 'Looks like telephone numbers.', zh: '似为电话号码。' },
  email: { en: 'Looks like e-mail addresses.', zh: '似为电子邮箱。' },
} as const;

const plainName = (fileName: string): string =>
  fileName
    .replace(/^.*[/\\]/, '')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 255) || 'file';

export async function writeDesign(
  services: StudyServices,
  actor: Actor,
  id: string,
  design: StudyDesign,
): Promise<void> {
  await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id, { lock: true });
    assertSeesStudy(actor, row);
    assertDraft(row);
    await saveDesign(db, id, design);
  });
}

export async function freezeStudy(services: StudyServices, actor: Actor, id: string): Promise<void> {
  const check = await checkStored(services, actor, id, null);
  if (!check.mayFreeze) {
    const barring = check.findings.filter(({ severity }) => severity === 'refusal');
    throw new AppError(
      'unprocessable',
      {
        en: `The design cannot be frozen yet: ${barring.map(({ message }) => message.en).join(' ')}`,
        zh: `设计暂不能冻结：${barring.map(({ message }) => message.zh).join('')}`,
      },
      barring.map(({ field, code, message }) => ({ path: field ?? code, message })),
    );
  }
  await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id, { lock: true });
    assertSeesStudy(actor, row);
    assertDraft(row);
    const data = await findData(db, id);
    const earlier = row.earlier === null ? undefined : await findStudy(db, row.earlier);
    const at = new Date();
    // Checked outside this transaction: what was checked must be what is frozen.
    if (
      !data ||
      row.design === null ||
      writeCanonicalJson(row.design) !== check.designText ||
      data.sha256 !== check.dataSha256
    )
      throw new AppError('conflict', CHANGED);
    const seal = sealDesign({
      studyId: id,
      title: row.title,
      version: row.version,
      earlierHash: earlier?.hash ?? null,
      design: row.design,
      dataSha256: data.sha256,
      fileName: data.fileName,
      frozenAt: at,
    });
    await saveFrozen(db, id, { ...seal, at, by: actor.name });
  });
}

const CHANGED = {
  en: 'Somebody changed the design or the data meanwhile. Look at it again, then freeze it.',
  zh: '其间有人更改了设计或数据。请重新查看后再冻结。',
};

export async function beginVersion(services: StudyServices, actor: Actor, id: string): Promise<string> {
  return services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id);
    assertSeesStudy(actor, row);
    if (row.hash === null) {
      throw new AppError('conflict', {
        en: 'This study is not frozen: change it as it is.',
        zh: '该研究尚未冻结，可直接修改。',
      });
    }
    return insertVersion(db, row, { id: actor.userId, name: actor.name });
  });
}

export async function runStudyNow(services: StudyServices, actor: Actor, id: string): Promise<void> {
  await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findStudy(db, id, { lock: true });
    assertSeesStudy(actor, row);
    if (row.hash === null) {
      throw new AppError('conflict', {
        en: 'Outcomes are opened only after the design is frozen. Freeze the study first.',
        zh: '设计冻结之后才能分析结果变量。请先冻结该研究。',
      });
    }
    if (row.status === 'running' || (await findResult(db, id))) {
      throw new AppError('conflict', {
        en: 'This study has been run. To change anything, begin a new version of it.',
        zh: '该研究已运行。如需更改，请新建一个版本。',
      });
    }
  });
  await startStudy(services, { bureauId: actor.bureauId, studyId: id });
}
