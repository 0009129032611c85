import { Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { GroupKind, LocalText } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { groupKinds } from '../parts/fixed-values.ts';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { useWords } from '../parts/words.ts';
import { todayIso } from '../trajectory/days.ts';
import { NameInputs } from './name-inputs.tsx';

interface FoundGroupFormProps {
  opened: boolean;
  onClose: () => void;
  onDone: (group: { id: string; name: LocalText }) => void;
}

const EMPTY = { en: '', zh: '', code: '', kind: 'education-group' as GroupKind };

export function FoundGroupForm({ opened, onClose, onDone }: FoundGroupFormProps) {
  const { t, groupKind } = useWords();
  const [form, setForm] = useState({ ...EMPTY, from: todayIso() as string | null });
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/groups', {
        body: {
          code: form.code.trim(),
          name: { en: form.en.trim(), zh: form.zh.trim() },
          kind: form.kind,
          from: form.from!,
        },
      }),
    onSuccess: async ({ id }) => {
      await forget('/api/groups', '/api/me');
      onDone({ id, name: { en: form.en.trim(), zh: form.zh.trim() } });
      setForm({ ...EMPTY, from: todayIso() });
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const complete = errors.check({
      name: form.en.trim() === '' && form.zh.trim() === '' && t('foundGroup.nameMissing'),
      code: form.code.trim() === '' && t('form.required'),
      from: form.from === null && t('form.required'),
    });
    if (complete) save.mutate();
  };
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={t('foundGroup.title')}
      explain={t('foundGroup.explain')}
      submitLabel={t('foundGroup.save')}
      busy={save.isPending}
      error={save.error}
      fields={['name', 'code', 'kind', 'from']}
      onSubmit={submit}
    >
      <NameInputs
        en={form.en}
        zh={form.zh}
        labels={{ en: t('foundGroup.nameEn'), zh: t('foundGroup.nameZh') }}
        hint={t('foundGroup.nameHint')}
        error={errors.at('name')}
        onChange={(name) => setForm({ ...form, ...name })}
      />
      <TextInput
        label={t('foundGroup.code')}
        description={t('foundGroup.codeHint')}
        value={form.code}
        maxLength={60}
        onChange={(event) => setForm({ ...form, code: event.currentTarget.value })}
        error={errors.at('code')}
      />
      <Select
        label={t('foundGroup.kind')}
        data={groupKinds.map((value) => ({ value, label: groupKind(value) }))}
        value={form.kind}
        allowDeselect={false}
        onChange={(kind) => setForm({ ...form, kind: (kind ?? 'education-group') as GroupKind })}
        error={errors.at('kind')}
      />
      <DayInput
        label={t('foundGroup.from')}
        value={form.from}
        onChange={(from) => setForm({ ...form, from })}
        error={errors.at('from')}
      />
    </FormDrawer>
  );
}
