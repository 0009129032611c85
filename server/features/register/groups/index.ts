export { loadGroup } from './queries.ts';
export { createGroupHandlers } from './routes.ts';
export { insertCluster, insertEvent, insertGroup, insertMembership } from './store.ts';
