import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Office, OfficeLevel, StaffCause, StaffEntryKind, StaffMember } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget, useRoute } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { SearchSelect } from '../parts/search-select.tsx';
import { holdsOn, todayIso } from '../trajectory/days.ts';
import { causes, officeLevels, officesOf, statuses, subjects, titles } from './staff-values.ts';
import { type StaffWords, useStaffWords } from './staff-words.ts';

interface EntryFormProps {
  member: StaffMember;
  kind: StaffEntryKind;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

type Place = { id: string; name: string } | null;
type Title = StaffMember['titles'][number]['title'];
type Status = StaffMember['statuses'][number]['status'];

const CAUSE_OF: Readonly<Record<StaffEntryKind, StaffCause>> = {
  posting: 'mobility',
  assignment: 'other',
  title: 'promotion',
  status: 'promotion',
  office: 'promotion',
};

/** Adds one dated thing to a person: posting, lessons, title, honour or office. */
export function EntryForm({ member, kind, onClose, onDone }: EntryFormProps) {
  const words = useStaffWords();
  const { t, name } = words;
  const today = todayIso();
  const home = member.postings.find((one) => one.kind === 'home' && holdsOn(one.during, today));
  const [form, setForm] = useState({
    from: today as string | null,
    to: null as string | null,
    cause: CAUSE_OF[kind],
    decision: '',
    postingKind: 'home' as 'home' | 'secondary',
    school: (kind === 'assignment' && home
      ? { id: home.school.id, name: name(home.school.name) }
      : null) as Place,
    subject: null as string | null,
    grade: '' as number | string,
    className: '',
    weeklyLessons: '' as number | string,
    title: null as Title | null,
    status: null as Status | null,
    level: 'school' as OfficeLevel,
    office: null as Office | null,
    group: null as Place,
    clusterId: null as string | null,
    concerns: '',
  });
  const set = (patch: Partial<typeof form>) => setForm((before) => ({ ...before, ...patch }));
  const placeId =
    kind !== 'office' || form.level === 'school'
      ? form.school?.id
      : form.level === 'cluster'
        ? form.clusterId
        : form.group?.id;
  const save = useMutation({
    mutationFn: () => {
      const params = { id: member.id };
      const { cause, to } = form;
      const begins = { from: form.from!, to, cause, decision: form.decision.trim() };
      const number = (value: number | string) => (value === '' ? null : Number(value));
      switch (kind) {
        case 'posting':
          return call('POST /api/staff/:id/postings', {
            params,
            body: { ...begins, schoolId: placeId!, kind: form.postingKind },
          });
        case 'assignment':
          return call('POST /api/staff/:id/assignments', {
            params,
            body: {
              ...begins,
              schoolId: placeId!,
              subject: form.subject!,
              grade: number(form.grade),
              className: form.className.trim(),
              weeklyLessons: number(form.weeklyLessons),
            },
          });
        case 'title':
          return call('POST /api/staff/:id/titles', { params, body: { ...begins, title: form.title! } });
        case 'status':
          return call('POST /api/staff/:id/statuses', { params, body: { ...begins, status: form.status! } });
        case 'office':
          return call('POST /api/staff/:id/offices', {
            params,
            body: {
              ...begins,
              level: form.level,
              office: form.office!,
              placeId: placeId!,
              concerns: form.concerns.trim(),
            },
          });
      }
    },
    onSuccess: async () => {
      await forget('/api/staff');
      onDone(t('form.added', { what: words.kind(kind) }));
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const missing = t('form.required');
    const needsPlace = kind === 'posting' || kind === 'assignment' || kind === 'office';
    const placed = placeId !== undefined && placeId !== null;
    const complete = errors.check({
      place: needsPlace && !placed && missing,
      subject: kind === 'assignment' && form.subject === null && missing,
      title: kind === 'title' && form.title === null && missing,
      status: kind === 'status' && form.status === null && missing,
      office: kind === 'office' && form.office === null && missing,
      from: form.from === null && missing,
      decision: form.decision.trim() === '' && missing,
    });
    if (complete) save.mutate();
  };
  const placeError = errors.at('place') ?? errors.at('schoolId') ?? errors.at('placeId');
  const schoolInput = (
    <SearchSelect
      kind="schools"
      label={t('form.school')}
      placeholder={t('form.chooseSchool')}
      nothing={t('form.nothingFound')}
      value={form.school}
      onChange={(school) => set({ school })}
      error={placeError}
    />
  );
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t(`form.add.${kind}`)}
      kicker={name(member.name)}
      explain={t(`form.explain.${kind}`)}
      submitLabel={t('form.save')}
      busy={save.isPending}
      error={save.error}
      fields={['from', 'to', 'subject', 'office', 'concerns', 'schoolId', 'placeId', 'decision']}
      onSubmit={submit}
    >
      {kind === 'posting' ? (
        <>
          <SegmentedControl
            aria-label={t('form.postingKind')}
            value={form.postingKind}
            onChange={(chosen) => set({ postingKind: chosen as 'home' | 'secondary' })}
            data={(['home', 'secondary'] as const).map((value) => ({
              value,
              label: t(`form.${value}`),
            }))}
          />
          {schoolInput}
        </>
      ) : null}
      {kind === 'assignment' ? (
        <>
          {schoolInput}
          <Select
            label={t('page.subject')}
            searchable
            value={form.subject}
            onChange={(subject) => set({ subject })}
            data={subjects.map((value) => ({ value, label: words.subject(value) }))}
            error={errors.at('subject')}
          />
          <NumberInput
            label={t('form.grade')}
            value={form.grade}
            min={1}
            max={12}
            allowDecimal={false}
            hideControls
            onChange={(grade) => set({ grade })}
          />
          <TextInput
            label={t('form.class')}
            value={form.className}
            maxLength={60}
            onChange={(event) => set({ className: event.currentTarget.value })}
          />
          <NumberInput
            label={t('form.weeklyLessons')}
            value={form.weeklyLessons}
            min={0}
            max={40}
            hideControls
            onChange={(weeklyLessons) => set({ weeklyLessons })}
          />
        </>
      ) : null}
      {kind === 'title' ? (
        <Select
          label={t('page.professionalTitle')}
          value={form.title}
          onChange={(title) => set({ title: title as Title | null })}
          data={titles.map((value) => ({ value, label: words.title(value) }))}
          error={errors.at('title')}
        />
      ) : null}
      {kind === 'status' ? (
        <Select
          label={t('page.status')}
          value={form.status}
          onChange={(status) => set({ status: status as Status | null })}
          data={statuses.map((value) => ({ value, label: words.status(value) }))}
          error={errors.at('status')}
        />
      ) : null}
      {kind === 'office' ? (
        <>
          <Select
            label={t('form.level')}
            value={form.level}
            allowDeselect={false}
            onChange={(level) => set({ level: (level ?? 'school') as OfficeLevel, office: null })}
            data={officeLevels.map((value) => ({ value, label: words.level(value) }))}
          />
          <Select
            label={t('form.office')}
            value={form.office}
            onChange={(office) => set({ office: office as Office | null })}
            data={officesOf[form.level].map((value) => ({ value, label: words.office(value) }))}
            error={errors.at('office')}
          />
          {form.level === 'school' ? (
            schoolInput
          ) : (
            <SearchSelect
              kind="groups"
              label={t('form.group')}
              placeholder={t('form.chooseGroup')}
              nothing={t('form.nothingFound')}
              value={form.group}
              onChange={(group) => set({ group, clusterId: null })}
              error={form.level === 'cluster' ? undefined : placeError}
            />
          )}
          {form.level === 'cluster' && form.group !== null ? (
            <ClusterSelect
              words={words}
              groupId={form.group.id}
              value={form.clusterId}
              onChange={(clusterId) => set({ clusterId })}
              error={placeError}
            />
          ) : null}
          <TextInput
            label={t('form.concerns')}
            description={t('form.concernsHint')}
            value={form.concerns}
            maxLength={100}
            onChange={(event) => set({ concerns: event.currentTarget.value })}
            error={errors.at('concerns')}
          />
        </>
      ) : null}
      <DayInput
        label={t('form.from')}
        value={form.from}
        onChange={(from) => set({ from })}
        error={errors.at('from')}
      />
      <DayInput
        label={t('form.to')}
        description={t('form.toHint')}
        value={form.to}
        onChange={(to) => set({ to })}
        clearable
        error={errors.at('to')}
      />
      <Select
        label={t('form.cause')}
        value={form.cause}
        allowDeselect={false}
        onChange={(cause) => set({ cause: (cause ?? 'other') as StaffCause })}
        data={causes.map((value) => ({ value, label: words.cause(value) }))}
      />
      <TextInput
        label={t('form.decision')}
        description={t('form.decisionHint')}
        value={form.decision}
        maxLength={500}
        onChange={(event) => set({ decision: event.currentTarget.value })}
        error={errors.at('decision')}
      />
    </FormDrawer>
  );
}

function ClusterSelect(props: {
  words: StaffWords;
  groupId: string;
  value: string | null;
  onChange: (id: string | null) => void;
  error: string | undefined;
}) {
  const { words, groupId, value, onChange, error } = props;
  const { data } = useRoute('GET /api/groups/:id', { params: { id: groupId } });
  return (
    <Select
      label={words.level('cluster')}
      value={value}
      onChange={onChange}
      data={(data?.clusters ?? []).map((one) => ({ value: one.id, label: words.name(one.name) }))}
      error={error}
    />
  );
}
