export { createAccount, demoPassword, prepareSetup } from './commands.ts';
export { DEMO_ACCOUNTS } from './demo-accounts.ts';
export { createAccountHandlers } from './routes.ts';
export { findSetting, insertAuthority, putSetting } from './store.ts';
