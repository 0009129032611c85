import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useRoute } from '../../../api/queries.ts';
import { useFormat } from '../../../i18n/format.ts';

interface SearchSelectProps {
  kind: 'schools' | 'groups';
  label: string;
  placeholder: string;
  nothing: string;
  value: { id: string; name: string } | null;
  onChange: (chosen: { id: string; name: string } | null) => void;
  asOf?: string;
  error?: ReactNode;
  description?: ReactNode;
  required?: boolean;
  size?: 'xs' | 'sm';
}

/** Chooses one of thousands of schools or groups: the server searches while one types. */
export function SearchSelect({ kind, nothing, value, onChange, asOf, ...rest }: SearchSelectProps) {
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed === value?.name ? '' : typed.trim(), 200);
  const query = {
    pageSize: 20,
    ...(asked === '' ? {} : { q: asked }),
    ...(asOf === undefined ? {} : { asOf }),
  };
  const schools = useRoute(
    'GET /api/schools',
    { query },
    { enabled: kind === 'schools', keepPrevious: true },
  );
  const groups = useRoute('GET /api/groups', { query }, { enabled: kind === 'groups', keepPrevious: true });
  const answer = kind === 'schools' ? schools : groups;
  const found = (answer.data?.items ?? []).map(({ id, name, code }) => ({
    value: id,
    label: [format.text(name), code].filter(Boolean).join(' · '),
  }));
  const options =
    value === null || found.some((option) => option.value === value.id)
      ? found
      : [{ value: value.id, label: value.name }, ...found];
  return (
    <Select
      searchable
      clearable
      data={options}
      value={value?.id ?? null}
      onChange={(id, option) => onChange(id === null || option === null ? null : { id, name: option.label })}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      nothingFoundMessage={answer.isFetching ? '…' : nothing}
      rightSection={answer.isFetching && typed !== '' ? <Loader size={14} /> : undefined}
      maxDropdownHeight={280}
      {...rest}
    />
  );
}
