export { collapseDatabase } from './collapse-database.ts';
export { collapseFile, readFileColumns } from './collapse-file.ts';
