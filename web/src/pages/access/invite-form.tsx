import { Button, CopyButton, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Role, ScopeKind } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { forget, useRoute } from '../../api/queries.ts';
import { DetailDrawer } from '../../components/detail-drawer.tsx';
import { useFormat } from '../../i18n/format.ts';
import { DayInput } from '../register/parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../register/parts/form-drawer.tsx';
import { SearchSelect } from '../register/parts/search-select.tsx';
import { todayIso } from '../register/trajectory/days.ts';
import styles from './people-page.module.css';
import { columnKey, PERMISSION_ORDER, permissionKey, reachOf } from './policy.ts';
import { roleKey, SCOPES_OF_ROLE } from './roles.ts';

const ROLE_ORDER: readonly Role[] = ['principal', 'teacher', 'bureau-officer'];

interface Draft {
  name: string;
  email: string;
  role: Role;
  scopeKind: ScopeKind;
  scope: { id: string; name: string } | null;
  from: string | null;
  to: string | null;
}

function emptyDraft(): Draft {
  return {
    name: '',
    email: '',
    role: 'principal',
    scopeKind: 'school',
    scope: null,
    from: todayIso(),
    to: null,
  };
}

/** Invites a person and then shows the link that works once. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const me = useMe();
  const [form, setForm] = useState<Draft>(emptyDraft);
  const policy = useRoute('GET /api/access/policy', {});
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/access/invitations', {
        body: {
          name: form.name.trim(),
          email: form.email.trim(),
          authority: {
            role: form.role,
            scopeKind: form.scopeKind,
            scopeId: form.scopeKind === 'bureau' ? me.bureau.id : form.scope!.id,
            from: form.from!,
            to: form.to,
          },
        },
      }),
    onSuccess: () => forget('/api/access'),
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const complete = errors.check({
      name: form.name.trim() === '' && t('form.required'),
      email: form.email.trim() === '' && t('form.required'),
      'authority.scopeId': form.scopeKind !== 'bureau' && form.scope === null && t('form.required'),
      'authority.from': form.from === null && t('form.required'),
    });
    if (complete) save.mutate();
  };
  if (save.data !== undefined) {
    const link = new URL(save.data.link, window.location.origin).href;
    return (
      <DetailDrawer opened onClose={onClose} title={t('link.title', { name: form.name.trim() })}>
        <div className={styles.link} role="status">
          <p>{t('link.explain', { when: format.moment(save.data.expiresAt) })}</p>
          <TextInput
            label={t('link.label')}
            value={link}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <div className={styles.linkActions}>
            <CopyButton value={link}>
              {({ copied, copy }) => (
                <Button onClick={copy}>{copied ? `✓ ${t('link.copied')}` : t('link.copy')}</Button>
              )}
            </CopyButton>
            <Button
              variant="default"
              onClick={() => {
                save.reset();
                setForm(emptyDraft());
              }}
            >
              {t('link.another')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('link.close')}
            </Button>
          </div>
        </div>
      </DetailDrawer>
    );
  }
  const scopes = SCOPES_OF_ROLE[form.role];
  const row = policy.data?.roles.find((one) => columnKey(one) === columnKey(form));
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t('form.title')}
      explain={t('form.explain')}
      submitLabel={t('form.save')}
      busy={save.isPending}
      error={save.error}
      fields={['name', 'email', 'authority']}
      onSubmit={submit}
    >
      <TextInput
        label={t('form.name')}
        autoComplete="off"
        value={form.name}
        maxLength={200}
        onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
        error={errors.at('name')}
      />
      <TextInput
        label={t('form.email')}
        type="email"
        autoComplete="off"
        value={form.email}
        onChange={(event) => setForm({ ...form, email: event.currentTarget.value })}
        error={errors.at('email')}
      />
      <Select
        label={t('form.role')}
        allowDeselect={false}
        data={ROLE_ORDER.map((value) => ({ value, label: t(`roles.${value}`) }))}
        value={form.role}
        onChange={(chosen) => {
          const role = ROLE_ORDER.find((one) => one === chosen) ?? 'principal';
          setForm({ ...form, role, scopeKind: SCOPES_OF_ROLE[role][0] ?? 'school', scope: null });
        }}
        error={errors.at('authority.role')}
      />
      {scopes.length < 2 ? null : (
        <div>
          <p id="scope-kind" className={styles.label}>
            {t('form.scopeKind')}
          </p>
          <SegmentedControl
            aria-labelledby="scope-kind"
            value={form.scopeKind}
            onChange={(chosen) =>
              setForm({ ...form, scopeKind: scopes.find((one) => one === chosen) ?? 'school', scope: null })
            }
            data={scopes.map((value) => ({ value, label: t(`scopes.${value}`) }))}
          />
        </div>
      )}
      {form.scopeKind === 'bureau' ? (
        <p>
          {t('form.scope.bureau')}
          {format.colon}
          {format.text(me.bureau.name)}
        </p>
      ) : (
        <SearchSelect
          key={form.scopeKind}
          kind={form.scopeKind === 'group' ? 'groups' : 'schools'}
          label={t(`form.scope.${form.scopeKind}`)}
          placeholder={t('form.scopeSearch')}
          nothing={t('form.scopeNothing')}
          value={form.scope}
          onChange={(scope) => setForm({ ...form, scope })}
          error={errors.at('authority.scopeId')}
        />
      )}
      <DayInput
        label={t('form.from')}
        value={form.from}
        onChange={(from) => setForm({ ...form, from })}
        error={errors.at('authority.from')}
      />
      <DayInput
        label={t('form.to')}
        description={t('form.toHint')}
        clearable
        value={form.to}
        onChange={(to) => setForm({ ...form, to })}
        error={errors.at('authority.to')}
      />
      <div className={styles.means}>
        <p>
          <strong>{t('form.means', { role: t(`roles.${roleKey(form)}`) })}</strong>
        </p>
        <ul>
          {PERMISSION_ORDER.filter((permission) => row?.permissions.includes(permission)).map(
            (permission) => (
              <li key={permission}>
                {t(`may.rows.${permissionKey(permission)}`)}
                <span className={styles.faint}>
                  {t('form.reach', { reach: t(`may.${reachOf(policy.data!, row!, permission)}`) })}
                </span>
              </li>
            ),
          )}
        </ul>
      </div>
    </FormDrawer>
  );
}
