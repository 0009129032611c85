import { useMutation } from '@tanstack/react-query';
import type { Authority, Person } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { forget } from '../../api/queries.ts';
import { useFormat } from '../../i18n/format.ts';
import { DayInput } from '../register/parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../register/parts/form-drawer.tsx';
import { todayIso } from '../register/trajectory/days.ts';
import { roleKey } from './roles.ts';

interface EndAuthorityFormProps {
  person: Person;
  authority: Authority;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

export function EndAuthorityForm({ person, authority, onClose, onDone }: EndAuthorityFormProps) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const [to, setTo] = useState<string | null>(todayIso());
  const role = t(`roles.${roleKey(authority)}`);
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/access/authorities/:id/end', { params: { id: authority.id }, body: { to: to! } }),
    onSuccess: async () => {
      await forget('/api/access', '/api/me');
      onDone(t('ended', { role, name: person.name, date: format.day(to!) }));
    },
  });
  const errors = useFieldErrors(save.error);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      kicker={t('endTitle')}
      title={person.name}
      explain={t('endExplain', { name: person.name, role, scope: format.text(authority.scopeName) })}
      submitLabel={t('endSave')}
      busy={save.isPending}
      error={save.error}
      fields={['to']}
      onSubmit={() => {
        if (errors.check({ to: to === null && t('form.required') })) save.mutate();
      }}
    >
      <DayInput label={t('endTo')} value={to} onChange={setTo} error={errors.at('to')} />
    </FormDrawer>
  );
}
