import { Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ChangeCause, StaffEntryKind, StaffMember } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { todayIso } from '../trajectory/days.ts';
import { changeCauses } from './staff-values.ts';
import { useStaffWords } from './staff-words.ts';

export interface Ending {
  kind: StaffEntryKind;
  entryId: string;
  /** What ends, in words. */
  what: string;
  from: string;
}

interface EndFormProps {
  member: StaffMember;
  ending: Ending;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

/** Lets something end on a day; its first day takes it back. */
export function EndForm({ member, ending, onClose, onDone }: EndFormProps) {
  const words = useStaffWords();
  const { t, format } = words;
  const [to, setTo] = useState<string | null>(todayIso());
  const [cause, setCause] = useState<ChangeCause>(ending.kind === 'posting' ? 'transfer' : 'other');
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/staff/:id/ends', {
        params: { id: member.id },
        body: { kind: ending.kind, entryId: ending.entryId, to: to!, cause, reason: reason.trim() },
      }),
    onSuccess: async () => {
      await forget('/api/staff');
      const sentence = to === ending.from ? 'form.takenBack' : 'form.ended';
      onDone(t(sentence, { what: ending.what, day: format.day(to!) }));
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const complete = errors.check({
      to: to === null && t('form.required'),
      reason: reason.trim() === '' && t('form.required'),
    });
    if (complete) save.mutate();
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t('form.endTitle', { what: ending.what })}
      explain={t('form.endExplain', { from: format.day(ending.from) })}
      submitLabel={t('form.endSave')}
      busy={save.isPending}
      error={save.error}
      fields={['to', 'reason']}
      onSubmit={submit}
    >
      <DayInput label={t('form.endDay')} value={to} onChange={setTo} error={errors.at('to')} />
      <Select
        label={t('form.cause')}
        value={cause}
        allowDeselect={false}
        onChange={(chosen) => setCause((chosen ?? 'other') as ChangeCause)}
        data={changeCauses.map((value) => ({ value, label: words.cause(value) }))}
      />
      <TextInput
        label={t('form.reason')}
        description={t('form.reasonHint')}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={errors.at('reason')}
      />
    </FormDrawer>
  );
}
