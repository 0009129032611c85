import { usePermission } from '../../../api/me.ts';
import { useRoute } from '../../../api/queries.ts';
import { useFormat } from '../../../i18n/format.ts';

/** What stored figures are called: the template's name, or the header the file gave them. */
export function useVariableName(): (variable: string) => string {
  const format = useFormat();
  const { data } = useRoute('GET /api/import-presets', {}, { enabled: usePermission('import.use') });
  const names = new Map((data?.fields ?? []).map(({ id, name }) => [id, format.text(name)]));
  return (variable) => names.get(variable) ?? variable.replace(/^variable:/, '');
}
