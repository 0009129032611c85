import { AppError } from '../platform/errors/index.ts';

interface StartSettings {
  dataFolder: string;
  host?: string;
  port?: number;
  databaseUrl?: string | undefined;
}

/** A system's own error says neither where nor what to do; what is not known is handed on as it is. */
export function explainStartFailure(error: unknown, settings: StartSettings): unknown {
  if (error instanceof AppError) return error;
  const { code = '', syscall = '', path } = error as { code?: string; syscall?: string; path?: string };
  if (syscall === 'listen' || (syscall === 'getaddrinfo' && !settings.databaseUrl)) {
    return explainListening(code, settings) ?? error;
  }
  if (FILE_CODES.has(code) && path !== undefined) return unusableFolder(code, path, settings.dataFolder);
  if (settings.databaseUrl !== undefined) return explainServer(code, error, settings.databaseUrl) ?? error;
  return error;
}

function explainListening(code: string, { host, port }: StartSettings): AppError | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return new AppError('conflict', {
        en: `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port with --port or TRELLIS_PORT.`,
        zh: `${host} 的端口 ${port} 已被其他程序占用。请停止该程序，或用 --port、TRELLIS_PORT 另选端口。`,
      });
    case 'EACCES':
      return new AppError('not-allowed', {
        en: `This user may not listen on port ${port}. Choose a port from 1024 on with --port or TRELLIS_PORT, and let a proxy answer on ${port}.`,
        zh: `当前用户无权使用端口 ${port}。请用 --port 或 TRELLIS_PORT 选择 1024 以上的端口，由代理服务转发。`,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new AppError('unprocessable', {
        en: `TRELLIS_HOST is ${host}, which is not an address of this machine. Give 127.0.0.1, 0.0.0.0 or one of its own addresses.`,
        zh: `TRELLIS_HOST 为 ${host}，不是本机地址。请填 127.0.0.1、0.0.0.0 或本机的某个地址。`,
      });
    default:
      return undefined;
  }
}

const FILE_CODES = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ENOSPC',
  'EDQUOT',
  'ENOENT',
]);

function unusableFolder(code: string, path: string, dataFolder: string): AppError {
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('unavailable', {
      en: `There is no room left for the data folder ${dataFolder}. Free some, or name a folder on another disk with TRELLIS_DATA.`,
      zh: `数据文件夹 ${dataFolder} 所在磁盘空间不足。请清理磁盘，或用 TRELLIS_DATA 指定其他磁盘上的文件夹。`,
    });
  }
  return new AppError('not-allowed', {
    en: `The data folder ${dataFolder} cannot be used: ${path} cannot be written (${code}). Give this user the right to write there, or name another folder with TRELLIS_DATA.`,
    zh: `数据文件夹 ${dataFolder} 无法使用：${path} 不能写入（${code}）。请授予当前用户写入权限，或用 TRELLIS_DATA 指定另一个文件夹。`,
  });
}

/** The address without its password: what is printed is read by others. */
function nameServer(databaseUrl: string): string | undefined {
  try {
    const { host, pathname, username } = new URL(databaseUrl);
    return `${username === '' ? '' : `${decodeURIComponent(username)}@`}${host}${pathname}`;
  } catch {
    return undefined;
  }
}

function explainServer(code: string, error: unknown, databaseUrl: string): AppError | undefined {
  const server = nameServer(databaseUrl);
  const said = error instanceof Error ? error.message : '';
  if (server === undefined) {
    return new AppError('unprocessable', {
      en: 'DATABASE_URL cannot be read as an address. Write it as postgres://user:password@host:5432/database, with special characters of the password as percent signs.',
      zh: 'DATABASE_URL 无法识别。请写成 postgres://用户:密码@主机:5432/数据库，密码中的特殊字符用百分号编码。',
    });
  }
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
      return new AppError('unavailable', {
        en: `The PostgreSQL server of DATABASE_URL (${server}) does not answer (${code}). Check host and port, and that the server runs and lets this machine in.`,
        zh: `DATABASE_URL 指定的 PostgreSQL 服务器（${server}）没有响应（${code}）。请检查主机和端口，并确认服务器已启动且允许本机连接。`,
      });
    case '28P01':
    case '28000':
      return new AppError('not-allowed', {
        en: `The PostgreSQL server refuses the user or password of DATABASE_URL (${server}). Correct them; special characters of a password are written as percent signs.`,
        zh: `PostgreSQL 服务器拒绝了 DATABASE_URL（${server}）中的用户或密码。请更正；密码中的特殊字符用百分号编码。`,
      });
    case '3D000':
      return new AppError('not-found', {
        en: `The PostgreSQL server has no such database (${server}). Create it, or correct DATABASE_URL.`,
        zh: `PostgreSQL 服务器上没有该数据库（${server}）。请先创建数据库，或更正 DATABASE_URL。`,
      });
    case '42501':
      return new AppError('not-allowed', {
        en: `The user of DATABASE_URL (${server}) may not prepare the database: ${said}. Let an administrator create the extension btree_gist and the role trellis_app, or give the user the right to.`,
        zh: `DATABASE_URL 中的用户（${server}）无权准备数据库：${said}。请由管理员创建扩展 btree_gist 和角色 trellis_app，或授予该用户相应权限。`,
      });
    default:
      return undefined;
  }
}
