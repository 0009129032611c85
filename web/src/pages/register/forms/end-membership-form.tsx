import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { GroupDetail } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { useWords } from '../parts/words.ts';
import { todayIso } from '../trajectory/days.ts';

interface EndMembershipFormProps {
  group: GroupDetail;
  member: GroupDetail['members'][number] | null;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

export function EndMembershipForm({ group, member, onClose, onDone }: EndMembershipFormProps) {
  const { t, name, format } = useWords();
  const [to, setTo] = useState<string | null>(todayIso());
  const [source, setSource] = useState('');
  const school = member === null ? '' : name(member.profile.name);
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/memberships/:id/end', {
        params: { id: member!.membershipId },
        body: { to: to!, source: source.trim() },
      }),
    onSuccess: async () => {
      await forget('/api/groups', '/api/schools', '/api/bureau');
      onDone(t('end.done', { name: school, date: format.day(to!) }));
      setSource('');
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const complete = errors.check({
      to: to === null && t('form.required'),
      source: source.trim() === '' && t('form.required'),
    });
    if (complete) save.mutate();
  };
  const from = member?.startKnown ? member.during.from : null;
  return (
    <FormDrawer
      opened={member !== null}
      onClose={onClose}
      title={t('end.title', { school, group: name(group.name) })}
      explain={from === null ? t('end.explainUnknown') : t('end.explain', { from: format.day(from) })}
      submitLabel={t('end.save')}
      busy={save.isPending}
      error={save.error}
      fields={['to', 'source']}
      onSubmit={submit}
    >
      <DayInput label={t('end.to')} value={to} onChange={setTo} error={errors.at('to')} />
      <TextInput
        label={t('form.source')}
        description={t('form.sourceHint')}
        value={source}
        maxLength={500}
        onChange={(event) => setSource(event.currentTarget.value)}
        error={errors.at('source')}
      />
    </FormDrawer>
  );
}
