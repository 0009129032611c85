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

/**
 * Ends what a person holds from a day on. What begins today or later, and an invitation nobody has accepted yet, is
 * taken back instead: there is no day to choose.
 */
export function EndAuthorityForm({ person, authority, onClose, onDone }: EndAuthorityFormProps) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const today = todayIso();
  const isInvitation = person.userId === null;
  const canWithdraw = isInvitation || authority.from >= today;
  const [chosen, setTo] = useState<string | null>(authority.from > today ? authority.from : today);
  const to = isInvitation ? authority.from : chosen;
  const withdraws = canWithdraw && to !== null && to <= authority.from;
  const names = {
    name: person.name,
    role: t(`roles.${roleKey(authority)}`),
    scope: format.text(authority.scopeName),
    from: format.day(authority.from),
  };
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/access/authorities/:id/end', { params: { id: authority.id }, body: { to: to! } }),
    onSuccess: async () => {
      await forget('/api/access', '/api/me');
      onDone(
        isInvitation
          ? t('invitationWithdrawn', names)
          : withdraws
            ? t('authorityWithdrawn', names)
            : t('ended', { ...names, date: format.day(to!) }),
      );
    },
  });
  const errors = useFieldErrors(save.error);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      kicker={t(isInvitation ? 'withdrawTitle' : 'endTitle')}
      title={person.name}
      explain={
        isInvitation
          ? t('withdrawExplain', names)
          : withdraws
            ? t(authority.from === today ? 'endExplainToday' : 'endExplainLater', names)
            : t('endExplain', names)
      }
      submitLabel={t(withdraws ? 'withdrawSave' : 'endSave')}
      busy={save.isPending}
      error={save.error}
      fields={['to']}
      onSubmit={() => {
        if (errors.check({ to: to === null && t('form.required') })) save.mutate();
      }}
    >
      {isInvitation ? null : (
        <DayInput
          label={t('endTo')}
          value={to}
          onChange={setTo}
          min={canWithdraw ? authority.from : dayAfter(authority.from)}
          {...(authority.to === null ? {} : { max: authority.to })}
          error={errors.at('to')}
        />
      )}
    </FormDrawer>
  );
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
