export { collapseFile, readFileColumns } from './collapse-file.ts';
