import { NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { RouteInput, StaffMember } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { SearchSelect } from '../parts/search-select.tsx';
import { todayIso } from '../trajectory/days.ts';
import { genders, qualifications } from './staff-values.ts';
import { useStaffWords } from './staff-words.ts';

interface PersonFormProps {
  /** The person to correct; without one somebody is taken on. */
  member?: StaffMember;
  opened: boolean;
  onClose: () => void;
  onDone: (sentence: string, staffId?: string) => void;
}

type Facts = RouteInput<'POST /api/staff'>['body'];

/** Who a person is: to take somebody on at a school, or to correct what is written. */
export function PersonForm({ member, opened, onClose, onDone }: PersonFormProps) {
  const words = useStaffWords();
  const { t } = words;
  const [form, setForm] = useState({
    number: member?.number ?? '',
    nameZh: member?.name.zh ?? '',
    nameEn: member?.name.en ?? '',
    gender: (member?.gender ?? null) as Facts['gender'],
    birthYear: (member?.birthYear ?? '') as number | string,
    qualification: (member?.qualification ?? null) as Facts['qualification'],
    employedFrom: (member?.employed.from ?? todayIso()) as string | null,
    employedTo: member?.employed.to ?? null,
    school: null as { id: string; name: string } | null,
    decision: '',
  });
  const set = (patch: Partial<typeof form>) => setForm((before) => ({ ...before, ...patch }));
  const name = form.nameZh.trim() || form.nameEn.trim();
  const save = useMutation({
    mutationFn: async () => {
      const facts = {
        number: form.number.trim(),
        name: { en: form.nameEn.trim(), zh: form.nameZh.trim() },
        gender: form.gender,
        birthYear: form.birthYear === '' ? null : Number(form.birthYear),
        qualification: form.qualification,
        employedFrom: form.employedFrom!,
        employedTo: form.employedTo,
      };
      const decision = form.decision.trim();
      if (member !== undefined) {
        await call('POST /api/staff/:id/correct', {
          params: { id: member.id },
          body: { ...facts, reason: decision },
        });
        return member.id;
      }
      const posting = {
        schoolId: form.school!.id,
        from: form.employedFrom!,
        cause: 'recruitment' as const,
        decision,
      };
      return (await call('POST /api/staff', { body: { ...facts, posting } })).id;
    },
    onSuccess: async (staffId) => {
      await forget('/api/staff');
      onDone(member === undefined ? t('form.tookOn', { name }) : t('form.corrected'), staffId);
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const missing = t('form.required');
    const complete = errors.check({
      number: form.number.trim() === '' && missing,
      name: name === '' && missing,
      employedFrom: form.employedFrom === null && missing,
      schoolId: member === undefined && form.school === null && missing,
      decision: form.decision.trim() === '' && missing,
    });
    if (complete) save.mutate();
  };
  const decisionError = errors.at('decision') ?? errors.at('reason');
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={member === undefined ? t('form.takeOn') : t('form.correct')}
      explain={member === undefined ? t('form.takeOnExplain') : t('form.correctExplain')}
      submitLabel={member === undefined ? t('form.takeOnSave') : t('form.correctSave')}
      busy={save.isPending}
      error={save.error}
      fields={['number', 'name', 'birthYear', 'employedFrom', 'employedTo', 'from']}
      onSubmit={submit}
    >
      <TextInput
        label={t('form.number')}
        value={form.number}
        maxLength={40}
        onChange={(event) => set({ number: event.currentTarget.value })}
        error={errors.at('number')}
      />
      <TextInput
        label={t('form.nameZh')}
        value={form.nameZh}
        maxLength={200}
        lang="zh-CN"
        onChange={(event) => set({ nameZh: event.currentTarget.value })}
        error={errors.at('name')}
      />
      <TextInput
        label={t('form.nameEn')}
        value={form.nameEn}
        maxLength={200}
        lang="en"
        onChange={(event) => set({ nameEn: event.currentTarget.value })}
      />
      <Select
        label={t('form.gender')}
        clearable
        value={form.gender}
        onChange={(gender) => set({ gender: gender as Facts['gender'] })}
        data={genders.map((value) => ({ value, label: words.gender(value) }))}
      />
      <NumberInput
        label={t('form.birthYear')}
        value={form.birthYear}
        onChange={(birthYear) => set({ birthYear })}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        error={errors.at('birthYear')}
      />
      <Select
        label={t('form.qualification')}
        clearable
        value={form.qualification}
        onChange={(qualification) => set({ qualification: qualification as Facts['qualification'] })}
        data={qualifications.map((value) => ({ value, label: words.qualification(value) }))}
      />
      <DayInput
        label={t('form.employedFrom')}
        value={form.employedFrom}
        onChange={(employedFrom) => set({ employedFrom })}
        error={errors.at('employedFrom') ?? errors.at('from')}
      />
      {member === undefined ? (
        <SearchSelect
          kind="schools"
          label={t('form.homeSchool')}
          placeholder={t('form.chooseSchool')}
          nothing={t('form.nothingFound')}
          value={form.school}
          onChange={(school) => set({ school })}
          error={errors.at('schoolId')}
        />
      ) : (
        <DayInput
          label={t('form.employedTo')}
          description={t('form.employedToHint')}
          value={form.employedTo}
          onChange={(employedTo) => set({ employedTo })}
          clearable
          error={errors.at('employedTo')}
        />
      )}
      <TextInput
        label={member === undefined ? t('form.decision') : t('form.reason')}
        description={member === undefined ? t('form.decisionHint') : t('form.reasonHint')}
        value={form.decision}
        maxLength={500}
        onChange={(event) => set({ decision: event.currentTarget.value })}
        error={decisionError}
      />
    </FormDrawer>
  );
}
