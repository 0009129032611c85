/** A file as it arrives: its size, and its name. */
import { AppError } from '../../../platform/errors/index.ts';
import { FILE_LIMITS } from '../../../platform/tables/index.ts';

export function assertFileSize(bytes: Uint8Array): void {
  if (bytes.length <= FILE_LIMITS.fileBytes) return;
  const megabytes = Math.ceil(bytes.length / 1024 / 1024);
  const limit = FILE_LIMITS.fileBytes / 1024 / 1024;
  throw new AppError('too-large', {
    en: `The file has ${megabytes} MB; at most ${limit} MB are read. Leave out columns that are not needed, or split it by year.`,
    zh: `文件大小为 ${megabytes} MB，超过 ${limit} MB 的上限。请删去不需要的列，或按年份拆分。`,
  });
}

/** A name to show, never a path to open. */
export function plainFileName(fileName: string): string {
  const name = fileName
    .replace(/^.*[/\\]/, '')
    .replace(/\p{Cc}/gu, '')
    .trim();
  return name.slice(0, 255) || 'file';
}
