import { TextInput } from '@mantine/core';
import { useFormat } from '../../../i18n/format.ts';
import styles from '../parts/form-drawer.module.css';

interface NameInputsProps {
  en: string;
  zh: string;
  labels: { en: string; zh: string };
  hint?: string;
  error?: string | undefined;
  maxLength?: number;
  onChange: (name: { en: string; zh: string }) => void;
}

/** A text in both languages, the reader's own first. */
export function NameInputs({ en, zh, labels, hint, error, maxLength = 200, onChange }: NameInputsProps) {
  const { language } = useFormat();
  const order = language === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const);
  const value = { en, zh };
  return (
    <div className={styles.pair}>
      {order.map((own, index) => (
        <TextInput
          key={own}
          label={labels[own]}
          {...(index === 0 && hint !== undefined
            ? { description: hint, inputWrapperOrder: ['label', 'input', 'description', 'error'] as const }
            : {})}
          lang={own === 'zh' ? 'zh-CN' : 'en'}
          value={value[own]}
          maxLength={maxLength}
          error={index === 0 ? error : undefined}
          onChange={(event) => onChange({ ...value, [own]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
