export { createAuditDoor, recordHere, recordWork } from './record.ts';
export { createAuditHandlers } from './routes.ts';
export { type ChainFault, verifyChains } from './verify-chain.ts';
