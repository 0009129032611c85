export { importFile, undoImportNow, repairImports } from './commands.ts';
