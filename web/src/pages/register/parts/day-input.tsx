import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/zh-cn';
import { DateInput } from '@mantine/dates';
import type { ReactNode } from 'react';
import { formatDay, useFormat } from '../../../i18n/format.ts';
import { readDay } from './read-day.ts';

interface DayInputProps {
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  clearable?: boolean;
  min?: string;
  max?: string;
  size?: 'xs' | 'sm';
  className?: string;
}

/** A day, typed or picked, shown in the chosen language. */
export function DayInput({ label, value, onChange, clearable = false, min, max, ...rest }: DayInputProps) {
  const { language } = useFormat();
  return (
    <DateInput
      label={label}
      value={value}
      onChange={(day) => onChange(day)}
      valueFormat={(day) => formatDay(day, language)}
      dateParser={readDay}
      locale={language === 'zh' ? 'zh-cn' : 'en'}
      firstDayOfWeek={1}
      placeholder="2025-09-01"
      clearable={clearable}
      {...(min === undefined ? {} : { minDate: min })}
      {...(max === undefined ? {} : { maxDate: max })}
      popoverProps={{ withinPortal: true }}
      {...rest}
    />
  );
}
