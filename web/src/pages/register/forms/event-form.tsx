import { MultiSelect, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { GroupDetail, TrajectoryEvent } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { datePrecisions, eventKinds } from '../parts/fixed-values.ts';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { useWords } from '../parts/words.ts';
import { todayIso } from '../trajectory/days.ts';
import { NameInputs } from './name-inputs.tsx';

interface EventFormProps {
  group: GroupDetail;
  opened: boolean;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

export function EventForm({ group, opened, onClose, onDone }: EventFormProps) {
  const { t, name, format } = useWords();
  const start = {
    date: todayIso() as string | null,
    precision: 'day' as TrajectoryEvent['precision'],
    kind: 'other' as TrajectoryEvent['kind'],
    en: '',
    zh: '',
    textEn: '',
    textZh: '',
    schoolIds: [] as string[],
    source: '',
  };
  const [form, setForm] = useState(start);
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/groups/:id/events', {
        params: { id: group.id },
        body: {
          date: form.date!,
          precision: form.precision,
          kind: form.kind,
          title: { en: form.en.trim(), zh: form.zh.trim() },
          text: { en: form.textEn.trim(), zh: form.textZh.trim() },
          schoolIds: form.schoolIds,
          source: form.source.trim(),
        },
      }),
    onSuccess: async () => {
      await forget('/api/groups');
      onDone(t('event.done'));
      setForm(start);
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const complete = errors.check({
      date: form.date === null && t('form.required'),
      title: form.en.trim() === '' && form.zh.trim() === '' && t('event.titleMissing'),
      source: form.source.trim() === '' && t('form.required'),
    });
    if (complete) save.mutate();
  };
  const texts = [
    { key: 'textEn', label: t('event.textEn'), lang: 'en' },
    { key: 'textZh', label: t('event.textZh'), lang: 'zh-CN' },
  ] as const;
  const ordered = format.language === 'zh' ? texts.toReversed() : texts;
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={t('event.title', { group: name(group.name) })}
      explain={t('event.explain')}
      submitLabel={t('event.save')}
      busy={save.isPending}
      error={save.error}
      fields={['date', 'precision', 'kind', 'title', 'text', 'schoolIds', 'source']}
      onSubmit={submit}
    >
      <DayInput
        label={t('event.date')}
        value={form.date}
        onChange={(date) => setForm({ ...form, date })}
        error={errors.at('date')}
      />
      <div>
        <p id="event-precision">{t('event.precision')}</p>
        <SegmentedControl
          aria-labelledby="event-precision"
          value={form.precision}
          onChange={(precision) =>
            setForm({ ...form, precision: datePrecisions.find((one) => one === precision) ?? 'day' })
          }
          data={datePrecisions.map((value) => ({ value, label: t(`event.precisions.${value}`) }))}
        />
        <p>{t(`event.precisionHint.${form.precision}`)}</p>
      </div>
      <Select
        label={t('event.kind')}
        data={eventKinds.map((value) => ({ value, label: t(`eventKinds.${value}`) }))}
        value={form.kind}
        allowDeselect={false}
        onChange={(kind) => setForm({ ...form, kind: eventKinds.find((one) => one === kind) ?? 'other' })}
        error={errors.at('kind')}
      />
      <NameInputs
        en={form.en}
        zh={form.zh}
        labels={{ en: t('event.titleEn'), zh: t('event.titleZh') }}
        error={errors.at('title')}
        onChange={(title) => setForm({ ...form, ...title })}
      />
      {ordered.map(({ key, label, lang }) => (
        <Textarea
          key={key}
          label={label}
          lang={lang}
          autosize
          minRows={2}
          maxLength={4000}
          value={form[key]}
          onChange={(event) => setForm({ ...form, [key]: event.currentTarget.value })}
        />
      ))}
      <MultiSelect
        label={t('event.schools')}
        searchable
        data={group.members.map(({ schoolId, profile }) => ({ value: schoolId, label: name(profile.name) }))}
        value={form.schoolIds}
        onChange={(schoolIds) => setForm({ ...form, schoolIds })}
        error={errors.at('schoolIds')}
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
