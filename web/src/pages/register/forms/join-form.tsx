import { SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { GroupDetail } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { SearchSelect } from '../parts/search-select.tsx';
import { useWords } from '../parts/words.ts';
import { todayIso } from '../trajectory/days.ts';

interface GroupFormProps {
  group: GroupDetail;
  opened: boolean;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

export function JoinForm({ group, opened, onClose, onDone }: GroupFormProps) {
  const { t, name, role, format } = useWords();
  const start = {
    school: null as { id: string; name: string } | null,
    role: 'member' as 'member' | 'dominant',
    from: todayIso() as string | null,
    to: null as string | null,
    source: '',
  };
  const [form, setForm] = useState(start);
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/groups/:id/members', {
        params: { id: group.id },
        body: {
          schoolId: form.school!.id,
          role: form.role,
          from: form.from!,
          to: form.to,
          source: form.source.trim(),
        },
      }),
    onSuccess: async () => {
      await forget('/api/groups', '/api/schools', '/api/bureau');
      onDone(t('join.done', { name: form.school!.name, date: format.day(form.from!) }));
      setForm(start);
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const complete = errors.check({
      schoolId: form.school === null && t('form.required'),
      from: form.from === null && t('form.required'),
      source: form.source.trim() === '' && t('form.required'),
    });
    if (complete) save.mutate();
  };
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={t('join.title', { group: name(group.name) })}
      explain={t('join.explain')}
      submitLabel={t('join.save')}
      busy={save.isPending}
      error={save.error}
      fields={['schoolId', 'role', 'from', 'to', 'source']}
      onSubmit={submit}
    >
      <SearchSelect
        kind="schools"
        label={t('join.school')}
        placeholder={t('join.schoolPlaceholder')}
        nothing={t('join.nothing')}
        value={form.school}
        onChange={(school) => setForm({ ...form, school })}
        error={errors.at('schoolId')}
      />
      <div>
        <SegmentedControl
          aria-label={t('join.role')}
          size="sm"
          value={form.role}
          onChange={(chosen) => setForm({ ...form, role: chosen === 'dominant' ? 'dominant' : 'member' })}
          data={(['member', 'dominant'] as const).map((value) => ({ value, label: role(value) }))}
        />
        {form.role === 'dominant' ? <p>{t('join.dominantHint')}</p> : null}
      </div>
      <DayInput
        label={t('join.from')}
        value={form.from}
        onChange={(from) => setForm({ ...form, from })}
        error={errors.at('from')}
      />
      <DayInput
        label={t('join.to')}
        value={form.to}
        clearable
        onChange={(to) => setForm({ ...form, to })}
        error={errors.at('to')}
      />
      <TextInput
        label={t('form.source')}
        description={t('form.sourceHint')}
        value={form.source}
        maxLength={500}
        onChange={(event) => setForm({ ...form, source: event.currentTarget.value })}
        error={errors.at('source')}
      />
    </FormDrawer>
  );
}
