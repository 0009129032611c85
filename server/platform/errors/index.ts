export { AppError, type ErrorDetail, HTTP_STATUS } from './app-error.ts';
