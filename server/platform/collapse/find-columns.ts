import { makeProblem, type Problem } from '@trellis/contract/problems';
import type { ScanLayout } from './scan-rows.ts';
import type { CollapseRequest } from './types.ts';

type Found = Pick<ScanLayout, 'keys' | 'variables' | 'weight' | 'columnCount'>;

/** The places of the wanted columns, or every one that is not there. */
export function findColumns(
  headers: readonly string[],
  request: CollapseRequest,
  file: string,
): (Found & { readonly kind: 'found' }) | { readonly kind: 'refused'; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const place = (name: string): number => {
    const found = headers.indexOf(name);
    const again = found < 0 ? -1 : headers.indexOf(name, found + 1);
    if (found < 0) problems.push(describeMissingColumn(name, headers, file));
    else if (again >= 0) {
      const params = { letter: String(found + 1), otherLetter: String(again + 1) };
      problems.push(makeProblem('duplicate-header', { file, column: name, params }));
    }
    return found;
  };
  const keys = request.keys.map(({ column, blankIsLevel }) => ({
    column: place(column),
    blankIsLevel: blankIsLevel ?? false,
  }));
  const variables = request.variables.map(place);
  const weight = request.weight === undefined ? undefined : place(request.weight);
  if (problems.length > 0) return { kind: 'refused', problems: distinct(problems) };
  return { kind: 'found', keys, variables, weight, columnCount: headers.length };
}

export function describeMissingColumn(name: string, headers: readonly string[], file: string): Problem {
  const plain = (text: string) => text.toLowerCase().replace(/[\s_-]/g, '');
  const suggestion = headers.find((header) => {
    const [a, b] = [plain(header), plain(name)];
    return a !== '' && b !== '' && (a.startsWith(b) || b.startsWith(a));
  });
  const listed = headers.map((header) => `“${header}”`).join(', ');
  return makeProblem('no-such-column', {
    file,
    value: name,
    params: { headers: listed, ...(suggestion === undefined ? {} : { suggestion }) },
  });
}

function distinct(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(
      problems.map((problem) => [`${problem.code} ${problem.value ?? problem.column}`, problem]),
    ).values(),
  ];
}
