export { dayPrecision, type Precision, toDuring } from './day-precision.ts';
export { createSchoolHandlers } from './routes.ts';
export {
  listAffiliations,
  listBestCodes,
  listCharacters,
  listProfiles,
  MEMBERSHIP_EVENTS,
  toProfile,
} from './store.ts';
