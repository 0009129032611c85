import { NativeSelect } from '@mantine/core';
import type { StudyColumn } from '@trellis/contract';
import { useTranslation } from 'react-i18next';

interface ColumnSelectProps {
  label: string;
  description?: string;
  columns: readonly StudyColumn[];
  value: string | null;
  fits?: (column: StudyColumn) => boolean;
  /** What an empty choice means. */
  none?: string;
  onChange: (column: string | null) => void;
}

/** Chooses one column of the data. */
export function ColumnSelect({
  label,
  description,
  columns,
  value,
  fits,
  none,
  onChange,
}: ColumnSelectProps) {
  const { t } = useTranslation('studies');
  const names = columns
    .filter((column) => column.name === value || (column.personal === null && (fits?.(column) ?? true)))
    .map(({ name }) => ({ value: name, label: name }));
  return (
    <NativeSelect
      label={label}
      {...(description === undefined ? {} : { description })}
      data={[{ value: '', label: none ?? t('choose') }, ...names]}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}
