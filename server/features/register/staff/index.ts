export { insertStaff, type NewEntries, type NewPerson } from './insert-staff.ts';
export { createStaffHandlers } from './routes.ts';
