import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { Person } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { forget, useRoute } from '../../api/queries.ts';
import { useFormat } from '../../i18n/format.ts';
import { FormDrawer, useFieldErrors } from '../register/parts/form-drawer.tsx';

interface OwnRecordFormProps {
  person: Person & { userId: string };
  onClose: () => void;
  onDone: (sentence: string) => void;
}

/** Links an account to the staff record of the same person, or takes the link away. */
export function OwnRecordForm({ person, onClose, onDone }: OwnRecordFormProps) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const linked = person.staff;
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [asked] = useDebouncedValue(typed === chosen?.name ? '' : typed.trim(), 250);
  const found = useRoute(
    'GET /api/staff',
    { query: { q: asked, pageSize: 20 } },
    { enabled: linked === null && asked !== '', keepPrevious: true },
  );
  const options = (asked === '' ? [] : (found.data?.items ?? [])).map((row) => ({
    value: row.id,
    label: [format.text(row.name), row.number, row.homeSchool && format.text(row.homeSchool.name)]
      .filter(Boolean)
      .join(' · '),
  }));
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/staff/:id/account', {
        params: { id: linked?.id ?? chosen!.id },
        body: { userId: linked ? null : person.userId, reason: reason.trim() },
      }),
    onSuccess: async () => {
      await forget('/api/access', '/api/staff');
      const { name } = person;
      onDone(linked ? t('ownRecord.removed', { name }) : t('ownRecord.done', { name, staff: chosen!.name }));
    },
  });
  const errors = useFieldErrors(save.error);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      kicker={t('ownRecord.title')}
      title={person.name}
      explain={
        linked
          ? t('ownRecord.linked', { name: format.text(linked.name) })
          : t('ownRecord.explain', { name: person.name })
      }
      submitLabel={t(linked ? 'ownRecord.remove' : 'ownRecord.save')}
      busy={save.isPending}
      error={save.error}
      fields={['userId', 'reason']}
      onSubmit={() => {
        const complete = errors.check({
          userId: linked === null && chosen === null && t('ownRecord.required'),
          reason: reason.trim() === '' && t('ownRecord.required'),
        });
        if (complete) save.mutate();
      }}
    >
      {linked ? null : (
        <Select
          searchable
          label={t('ownRecord.staff')}
          placeholder={t('ownRecord.search')}
          nothingFoundMessage={found.isFetching ? '…' : t('ownRecord.nothing')}
          data={
            chosen === null || options.some(({ value }) => value === chosen.id)
              ? options
              : [{ value: chosen.id, label: chosen.name }, ...options]
          }
          value={chosen?.id ?? null}
          onChange={(id, option) =>
            setChosen(id === null || option === null ? null : { id, name: option.label })
          }
          onSearchChange={setTyped}
          filter={({ options: all }) => all}
          error={errors.at('userId')}
        />
      )}
      <TextInput
        label={t('ownRecord.reason')}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={errors.at('reason')}
      />
    </FormDrawer>
  );
}
