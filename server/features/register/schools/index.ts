export { createSchoolHandlers } from './routes.ts';
export {
  listAffiliations,
  listBestCodes,
  listCharacters,
  listProfiles,
  toProfile,
} from './store.ts';
