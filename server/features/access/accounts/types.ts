import type { Auth } from '../../../platform/auth/index.ts';
import type { Config } from '../../../platform/config/index.ts';
import type { TrellisDatabase } from '../../../platform/database/index.ts';

export interface AccountServices {
  readonly auth: Auth;
  readonly config: Config;
  readonly database: TrellisDatabase;
  readonly version: string;
}
