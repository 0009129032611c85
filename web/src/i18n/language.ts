/** The languages of the app. */
export type Language = 'en' | 'zh';
