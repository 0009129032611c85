export { createSchoolHandlers } from './routes.ts';
export {
  listAffiliations,
  listBestCodes,
  listCharacters,
  listProfiles,
  PROFILE_COLUMNS,
  type ProfileRow,
  toProfile,
} from './store.ts';
