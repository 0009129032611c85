import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/queries.ts';
import { changeLanguage } from '../i18n/index.ts';
import styles from './frame.module.css';

/** 中文 / EN: switches everything the person reads and remembers it. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const chinese = i18n.language === 'zh';
  return (
    <button
      type="button"
      className={styles.chip}
      lang={chinese ? 'en' : 'zh-CN'}
      aria-label={chinese ? '中文 / EN: switch to English' : '中文 / EN：切换为中文'}
      title={t('switchLanguage')}
      onClick={() => {
        // Some answers hold sentences in the asker's language.
        void changeLanguage(chinese ? 'en' : 'zh').then(() => queryClient.invalidateQueries());
      }}
    >
      <span aria-hidden="true">
        <span lang="zh-CN" className={chinese ? styles.on : undefined}>
          中文
        </span>
        {' / '}
        <span lang="en" className={chinese ? undefined : styles.on}>
          EN
        </span>
      </span>
    </button>
  );
}
