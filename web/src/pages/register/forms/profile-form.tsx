import { NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { SchoolProfile } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { levels, locations, stages } from '../parts/fixed-values.ts';
import styles from '../parts/form-drawer.module.css';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { useWords } from '../parts/words.ts';
import { todayIso } from '../trajectory/days.ts';
import { NameInputs } from './name-inputs.tsx';

interface ProfileFormProps {
  schoolId: string;
  now: SchoolProfile;
  opened: boolean;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

/** What a school is from a day on, filled with what it is now. */
export function ProfileForm({ schoolId, now, opened, onClose, onDone }: ProfileFormProps) {
  const words = useWords();
  const { t, name, format } = words;
  const [form, setForm] = useState(() => ({
    from: todayIso() as string | null,
    en: now.name.en,
    zh: now.name.zh,
    shortName: now.shortName ?? '',
    stage: now.stage,
    location: now.location,
    level: now.level,
    lat: now.lat as number | '',
    lon: now.lon as number | '',
    source: '',
  }));
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/schools/:id/profile', {
        params: { id: schoolId },
        body: {
          from: form.from!,
          name: { en: form.en.trim(), zh: form.zh.trim() },
          shortName: form.shortName.trim() || null,
          stage: form.stage,
          location: form.location,
          level: form.level,
          lat: typeof form.lat === 'number' ? form.lat : null,
          lon: typeof form.lon === 'number' ? form.lon : null,
          source: form.source.trim() || null,
        },
      }),
    onSuccess: async () => {
      await forget('/api/schools', '/api/groups', '/api/bureau');
      onDone(t('profile.done', { date: format.day(form.from!) }));
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const complete = errors.check({
      from: form.from === null && t('form.required'),
      name: form.en.trim() === '' && form.zh.trim() === '' && t('foundGroup.nameMissing'),
    });
    if (complete) save.mutate();
  };
  const before = [
    name(now.name),
    words.stage(now.stage),
    words.location(now.location),
    words.level(now.level),
  ]
    .filter(Boolean)
    .join(' · ');
  const degrees = (field: 'lat' | 'lon', limit: number) => (
    <NumberInput
      label={t(`profile.${field}`)}
      value={form[field] ?? ''}
      onChange={(value) => setForm({ ...form, [field]: typeof value === 'number' ? value : '' })}
      min={-limit}
      max={limit}
      decimalScale={6}
      hideControls
      error={errors.at(field)}
    />
  );
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={t('profile.title', { school: name(now.name) })}
      explain={
        <>
          {t('profile.explain')}
          {form.from === null ? null : (
            <> {t('profile.explainBefore', { date: format.day(form.from), what: before })}</>
          )}
        </>
      }
      submitLabel={t('profile.save')}
      busy={save.isPending}
      error={save.error}
      fields={['from', 'name', 'shortName', 'stage', 'location', 'level', 'lat', 'lon', 'source']}
      onSubmit={submit}
    >
      <DayInput
        label={t('profile.from')}
        value={form.from}
        onChange={(from) => setForm({ ...form, from })}
        error={errors.at('from')}
      />
      <NameInputs
        en={form.en}
        zh={form.zh}
        labels={{ en: t('foundGroup.nameEn'), zh: t('foundGroup.nameZh') }}
        hint={t('foundGroup.nameHint')}
        error={errors.at('name')}
        onChange={(own) => setForm({ ...form, ...own })}
      />
      <TextInput
        label={t('profile.shortName')}
        description={t('profile.shortNameHint')}
        value={form.shortName}
        maxLength={40}
        onChange={(event) => setForm({ ...form, shortName: event.currentTarget.value })}
        error={errors.at('shortName')}
      />
      <Select
        label={t('profile.stage')}
        placeholder={t('profile.unknown')}
        clearable
        data={stages.map((value) => ({ value, label: words.stage(value) }))}
        value={form.stage}
        onChange={(value) => setForm({ ...form, stage: stages.find((one) => one === value) ?? null })}
        error={errors.at('stage')}
      />
      <div className={styles.pair}>
        <Select
          label={t('profile.location')}
          placeholder={t('profile.unknown')}
          clearable
          data={locations.map((value) => ({ value, label: words.location(value) }))}
          value={form.location}
          onChange={(value) => setForm({ ...form, location: locations.find((one) => one === value) ?? null })}
          error={errors.at('location')}
        />
        <Select
          label={t('profile.level')}
          placeholder={t('profile.unknown')}
          clearable
          data={levels.map((value) => ({ value, label: words.level(value) }))}
          value={form.level}
          onChange={(value) => setForm({ ...form, level: levels.find((one) => one === value) ?? null })}
          error={errors.at('level')}
        />
        {degrees('lat', 90)}
        {degrees('lon', 180)}
      </div>
      <p>{t('profile.placeHint')}</p>
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
